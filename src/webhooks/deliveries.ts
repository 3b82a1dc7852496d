import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { WebhookDelivery } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { testType } from '../notify/webhooks/events.ts';
import { countByHand, type EndpointOfPartner, holdEndpoint } from './held-endpoint.ts';

/** How many tests may wait for one endpoint. */
const mostTestsWaiting = 10;

/**
 * Sends a delivery once more, under the id that it has, with all its tries before it.
 *
 * @throws NotFound when the partner has no such delivery
 * @throws StateConflict when its endpoint is gone, or was sent too many replays within an hour
 */
export async function replayDelivery(
  { prisma }: Pick<Database, 'prisma'>,
  { id, partnerId }: EndpointOfPartner,
): Promise<WebhookDelivery> {
  const missing = new NotFound('delivery', 'input.deliveryId');
  return prisma.$transaction(async (tx) => {
    const found = await tx.webhookDelivery.findFirst({
      where: { id, endpoint: { partnerId, state: { not: 'DELETED' } } },
    });
    if (found === null) throw missing;
    const endpoint = await holdEndpoint(tx, { id: found.endpointId, partnerId }).catch(
      (cause: unknown) => {
        throw cause instanceof NotFound ? missing : cause;
      },
    );
    await countByHand(tx, endpoint, 'replays');
    // By the database's clock, which judges what is due.
    await tx.$executeRaw`
      update webhook_delivery set state = 'PENDING', attempts = 0, next_try_at = clock_timestamp(), delivered_at = null
      where id = ${id}::uuid`;
    const replayed = await tx.webhookDelivery.findUnique({ where: { id } });
    if (replayed === null) throw missing;
    return replayed;
  });
}

/**
 * Sends an event that tells of nothing, to see whether it arrives.
 *
 * @throws NotFound when the partner has no such endpoint
 * @throws StateConflict when it is gone, or when too many tests wait for it or were sent within an hour
 */
export async function sendTest(
  { prisma }: Pick<Database, 'prisma'>,
  endpoint: EndpointOfPartner,
): Promise<WebhookDelivery> {
  return prisma.$transaction(async (tx) => {
    const found = await holdEndpoint(tx, endpoint);
    await countByHand(tx, found, 'tests');
    const ofEndpoint = { endpointId: found.id, type: testType };
    const waiting = await tx.webhookDelivery.count({ where: { ...ofEndpoint, state: 'PENDING' } });
    if (waiting >= mostTestsWaiting) {
      throw new StateConflict(
        `${mostTestsWaiting} tests wait for the endpoint already, the most that may. See that it answers.`,
      );
    }
    return tx.webhookDelivery.create({ data: { id: uuidv7(), ...ofEndpoint, data: {} } });
  });
}
