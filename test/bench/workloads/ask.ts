import type { TokenHolder } from '../../../src/identity/issue-token.ts';
import type { PlannedRequest } from '../load/job.ts';
import { appId } from '../world/seed.ts';
import type { World } from '../world/world.ts';

export const asApp: TokenHolder = { kind: 'APP', appId };

/** The opaque id by which GraphQL names an object. */
export const globalId = (type: string, id: string) =>
  Buffer.from(`${type}:${id}`).toString('base64');

/** Makes GraphQL requests of one viewer. */
export async function asker(world: World, as: TokenHolder) {
  const headers = { authorization: `Bearer ${await world.issuer.token(as)}` };
  return (query: string, variables: object = {}): PlannedRequest => ({
    path: '/graphql',
    headers,
    body: JSON.stringify({ query, variables }),
  });
}

/** A request of the hand-written server. */
export const plain = (path: string, ...values: (string | number)[]): PlannedRequest => ({
  path,
  headers: {},
  body: JSON.stringify({ values }),
});
