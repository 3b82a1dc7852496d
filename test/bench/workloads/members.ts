import { systemNames } from '../systems/system.ts';
import { asApp, asker, plain } from './ask.ts';
import { gatewayClaim, newestFirst, postgraphileClaim } from './fields.ts';
import { reading, type Workload } from './workload.ts';

/** The first 50 members that the app may see, with the newest 20 claims of each. */
export const members: Workload = {
  name: 'members',
  title: 'b: 50 members × 20 claims',
  database: 'main',
  systems: systemNames,
  planFor: async (system, world) => {
    const ask = await asker(world, asApp);
    const request = {
      governed: ask(gatewayQuery),
      ungoverned: ask(gatewayQuery),
      'postgraphile-duties': ask(postgraphileQuery),
      postgraphile: ask(postgraphileQuery),
      'hand-written': plain('/members', 50),
    }[system];
    return reading({ reads: [request], marker: '"serviceDate":', rows: [50 * 20] });
  },
};

const gatewayQuery = `query Members {
  members(first: 50) { nodes { memberId claims(first: 20) { nodes { ${gatewayClaim} } } } } }`;
const postgraphileQuery = `query Members {
  allMembers(first: 50, orderBy: [PRIMARY_KEY_ASC]) { nodes { rowId
    healthClaimsByMemberId(first: 20, ${newestFirst}) { nodes { ${postgraphileClaim} } } } } }`;
