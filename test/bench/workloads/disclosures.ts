import type { SystemName } from '../systems/system.ts';
import type { DatabaseName } from '../world/world.ts';
import { asker, plain } from './ask.ts';
import { reading, type Workload } from './workload.ts';

const systems: readonly SystemName[] = [
  'governed',
  'postgraphile-duties',
  'postgraphile',
  'hand-written',
];

/** An auditor's newest 50 disclosures, out of a ledger of a size. */
const disclosures = (name: string, size: string, database: DatabaseName): Workload => ({
  name,
  title: `d: auditor's 50 disclosures of ${size}`,
  database,
  systems,
  planFor: async (system, world) => {
    const ask = await asker(world, { kind: 'AUDITOR' });
    const request =
      system === 'hand-written'
        ? plain('/disclosures', 50)
        : ask(system === 'governed' ? gatewayQuery : postgraphileQuery);
    return reading({ reads: [request], marker: '"memberId":', rows: [50] });
  },
});

export const disclosuresOf10k = disclosures('disclosures-10k', '10,000', 'ledger10k');
export const disclosuresOf1m = disclosures('disclosures-1m', '1,000,000', 'ledger1m');

const gatewayQuery = `query Disclosures { disclosures(first: 50) { nodes {
  index at memberId app { name } grantId grantVersion purpose categories labels } } }`;
const postgraphileQuery = `query Disclosures {
  allLedgerEntries(first: 50, orderBy: [PRIMARY_KEY_DESC], condition: { kind: "DISCLOSURE" }) { nodes {
    idx at memberId appByAppId { name } grantId grantVersion purpose categories labels } } }`;
