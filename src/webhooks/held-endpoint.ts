import type { Transaction } from '../db/database.ts';
import type { WebhookEndpoint } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';

/** Which endpoint, of which partner. */
export type EndpointOfPartner = { readonly id: string; readonly partnerId: string };

/**
 * A partner's endpoint, held until the commit: of two that change it one waits. Whoever queues an event for it
 * does not.
 *
 * @throws NotFound when the partner has no such endpoint
 */
export async function holdEndpoint(
  tx: Transaction,
  endpoint: EndpointOfPartner,
): Promise<WebhookEndpoint> {
  await tx.$executeRaw`select from webhook_endpoint where id = ${endpoint.id}::uuid for no key update`;
  const found = await tx.webhookEndpoint.findFirst({
    where: { ...endpoint, state: { not: 'DELETED' } },
  });
  if (found === null) throw new NotFound('endpoint', 'input.endpointId');
  return found;
}

/** What a partner asks for by hand, and how often in an hour for one endpoint. */
export const mostInHour = { tests: 60, replays: 1_000 } as const;

/**
 * Counts what a partner asks for by hand, for an endpoint that is held.
 *
 * @throws StateConflict when the endpoint is gone, or when it was asked for too often within an hour
 */
export async function countByHand(
  tx: Transaction,
  { id, state }: WebhookEndpoint,
  what: keyof typeof mostInHour,
): Promise<void> {
  if (state !== 'ENABLED') {
    throw new StateConflict(
      'The endpoint has answered that it is gone (410). Delete it, and make another.',
    );
  }
  await tx.$executeRaw`
    update webhook_endpoint set hour_began = clock_timestamp(), tests_in_hour = 0, replays_in_hour = 0
    where id = ${id}::uuid and hour_began < clock_timestamp() - interval '1 hour'`;
  const column = ({ tests: 'testsInHour', replays: 'replaysInHour' } as const)[what];
  const { count } = await tx.webhookEndpoint.updateMany({
    where: { id, [column]: { lt: mostInHour[what] } },
    data: { [column]: { increment: 1 } },
  });
  if (count > 0) return;
  throw new StateConflict(
    `An endpoint is sent ${mostInHour[what]} ${what} in an hour at most. Try again later.`,
  );
}
