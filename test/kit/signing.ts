import type { TestGateway } from './gateway.ts';
import { asMember, globalId, mutate, read } from './graphql.ts';

const shownOfGrant = `grant { id grantId version state categories labels includeUndated since until
  purpose signedAt endsAt endedAt endedBy { by channel reason } document documentHash signature }`;

/** The ids of the materials that a member of a plan has to read now. */
export async function materialIds(
  gateway: TestGateway,
  plan: { id: string },
  memberId: string,
  language = 'en',
): Promise<string[]> {
  const { materials } = await read(
    gateway,
    asMember(memberId),
    `query M($plan: ID!, $language: String!) { materials(planId: $plan, language: $language) { id } }`,
    { plan: globalId('Plan', plan.id), language },
  );
  return materials.map(({ id }: { id: string }) => id);
}

/** Signs as a member does: reads the materials, then signs. `more` changes what is asked for. */
export async function sign(
  gateway: TestGateway,
  plan: { id: string },
  memberId: string,
  app: { id: string },
  more: Record<string, unknown> = {},
) {
  const input = {
    appId: globalId('App', app.id),
    categories: ['CLAIMS'],
    language: 'en',
    readMaterialIds: await materialIds(gateway, plan, memberId),
    signature: 'Ann Example',
    ...more,
  };
  return mutate(gateway, asMember(memberId), 'signGrant', input, shownOfGrant);
}
