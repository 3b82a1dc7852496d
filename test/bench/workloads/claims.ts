import type { PlannedRequest } from '../load/job.ts';
import { type SystemName, systemNames } from '../systems/system.ts';
import type { World } from '../world/world.ts';
import { asApp, asker, globalId, plain } from './ask.ts';
import { gatewayClaim, newestFirst, postgraphileClaim } from './fields.ts';
import { reading, type Workload } from './workload.ts';

/** How many different members are asked for. */
const different = 200;

/** One member's newest 20 claims, another member every time. */
export const claims: Workload = {
  name: 'claims',
  title: 'a: one member, 20 claims',
  database: 'main',
  systems: systemNames,
  planFor: async (system, world) =>
    reading({ reads: await claimReads(system, world), marker: '"serviceDate":', rows: [20] }),
};

/** Reads of different members' claims. */
export async function claimReads(system: SystemName, world: World): Promise<PlannedRequest[]> {
  const ask = await asker(world, asApp);
  const request = (id: string) => {
    switch (system) {
      case 'governed':
      case 'ungoverned':
        return ask(gatewayQuery, { id: globalId('Member', id) });
      case 'postgraphile':
      case 'postgraphile-duties':
        return ask(postgraphileQuery, { id });
      case 'hand-written':
        return plain('/claims', id);
    }
  };
  return world.population.memberIds.slice(0, different).map(request);
}

const gatewayQuery = `query Claims($id: ID!) {
  member(id: $id) { memberId claims(first: 20) { nodes { ${gatewayClaim} } } } }`;
const postgraphileQuery = `query Claims($id: UUID!) {
  memberByRowId(rowId: $id) { rowId
    healthClaimsByMemberId(first: 20, ${newestFirst}) { nodes { ${postgraphileClaim} } } } }`;
