import { categories } from '../../../src/consent/vocabulary.ts';
import type { Lane } from '../load/job.ts';
import type { SystemName } from '../systems/system.ts';
import { appId } from '../world/seed.ts';
import type { World } from '../world/world.ts';
import { asApp, asker, globalId } from './ask.ts';
import { claimReads } from './claims.ts';
import type { Workload } from './workload.ts';

/** Members who end their grant and sign anew, again and again. */
const changing = 64;

/**
 * Reads as in `claims`; a tenth of what comes is a member who revokes and signs anew. Between the two
 * a read of theirs shows nothing, which is right. So is a refusal: a grant that ended during the read, and
 * another that ended while it was tried again.
 */
export const revocations: Workload = {
  name: 'revocations',
  title: 'e: reads of a, 10 % revoke and sign anew',
  database: 'main',
  systems: ['governed', 'postgraphile-duties'],
  planFor: async (system, world) => ({
    reads: await claimReads(system, world),
    marker: '"serviceDate":',
    rows: [20, 0],
    rightRefusal: 'RELEASE_REFUSED',
    changeShare: 0.1,
    lanes:
      system === 'governed' ? await gatewayLanes(world) : await postgraphileLanes(system, world),
    stateIn: '"grant":\\{"id":"([^"]+)"',
  }),
};

async function gatewayLanes(world: World): Promise<Lane[]> {
  const { rows } = await world.postgres.run(
    'main',
    "select id, member_id from public.consent_grant where state = 'ACTIVE'",
  );
  const grants = new Map(rows.map(({ id, member_id }) => [String(member_id), String(id)]));
  const input = {
    appId: globalId('App', appId),
    categories,
    language: 'en',
    readMaterialIds: world.population.materialIds.map((id) => globalId('Material', id)),
    signature: 'A. Member',
  };
  return Promise.all(
    world.population.memberIds.slice(0, changing).map(async (memberId) => {
      const ask = await asker(world, { kind: 'MEMBER', memberId });
      return {
        name: `governed ${memberId}`,
        state: globalId('Grant', grants.get(memberId) ?? ''),
        steps: [
          ask(revoke, { input: { grantId: '%STATE%', reason: 'No longer needed' } }),
          ask(sign, { input }),
        ],
      };
    }),
  );
}

const revoke = `mutation Revoke($input: RevokeGrantInput!) { revokeGrant(input: $input) {
  ... on RevokeGrantPayload { grant { state } } ... on Error { message code } } }`;
const sign = `mutation Sign($input: SignGrantInput!) { signGrant(input: $input) {
  ... on SignGrantPayload { grant { id } } ... on Error { message code } } }`;

async function postgraphileLanes(system: SystemName, world: World): Promise<Lane[]> {
  const ask = await asker(world, asApp);
  return world.population.memberIds.slice(0, changing).map((member) => ({
    name: `${system} ${member}`,
    state: '',
    steps: [
      ask('mutation End($member: UUID!) { endGrant(input: { member: $member }) { result } }', {
        member,
      }),
      ask(
        'mutation Sign($member: UUID!) { signGrantAnew(input: { member: $member }) { result } }',
        {
          member,
        },
      ),
    ],
  }));
}
