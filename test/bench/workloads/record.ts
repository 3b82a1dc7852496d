import { systemNames } from '../systems/system.ts';
import { richWindows } from '../world/fhir.ts';
import { asApp, asker, globalId, plain } from './ask.ts';
import {
  gatewayClaim,
  gatewayObservation,
  newestFirst,
  postgraphileClaim,
  postgraphileObservation,
} from './fields.ts';
import { reading, type Workload } from './workload.ts';

/**
 * One member's whole record: 1,000 claims and 1,000 observations. The gateway's pages hold 100 at most,
 * so there are 20 lists in one request, each of a year; the others take two lists.
 */
export const record: Workload = {
  name: 'record',
  title: 'c: one whole record, 2,000 rows',
  database: 'main',
  systems: systemNames,
  planFor: async (system, world) => {
    const ask = await asker(world, asApp);
    const id = world.population.richMemberId;
    const gateway = ask(gatewayQuery, { id: globalId('Member', id) });
    const request = {
      governed: gateway,
      ungoverned: gateway,
      'postgraphile-duties': ask(postgraphileQuery, { id }),
      postgraphile: ask(postgraphileQuery, { id }),
      'hand-written': plain('/record', id),
    }[system];
    return reading({ reads: [request], marker: '"serviceDate":', rows: [2_000] });
  },
};

const list = (field: string, fragment: string) =>
  richWindows
    .map(
      ({ since, until }, at) => `${field}${at}: ${field}(first: 100,
        filter: { since: "${since}", until: "${until}" }) { nodes { ...${fragment} } }`,
    )
    .join('\n');
const gatewayQuery = `query Record($id: ID!) {
  member(id: $id) { memberId ${list('claims', 'ClaimFields')} ${list('observations', 'ObservationFields')} } }
  fragment ClaimFields on Claim { ${gatewayClaim} }
  fragment ObservationFields on Observation { ${gatewayObservation} }`;
const postgraphileQuery = `query Record($id: UUID!) {
  memberByRowId(rowId: $id) { rowId
    healthClaimsByMemberId(first: 1000, ${newestFirst}) { nodes { ${postgraphileClaim} } }
    healthObservationsByMemberId(first: 1000, ${newestFirst}) { nodes { ${postgraphileObservation} } } } }`;
