import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { testType } from '../notify/webhooks/events.ts';
import type { EndpointOfPartner } from './endpoints.ts';

/**
 * Sends a delivery once more, under the id that it has, with all its tries before it.
 *
 * @throws NotFound when the partner has no such delivery; StateConflict when its endpoint is gone
 */
export async function replayDelivery(
  { prisma }: Pick<Database, 'prisma'>,
  { id, partnerId }: EndpointOfPartner,
): Promise<WebhookDelivery> {
  const found = await prisma.webhookDelivery.findFirst({
    where: { id, endpoint: { partnerId } },
    include: { endpoint: true },
  });
  if (found === null) throw new NotFound('delivery', 'input.deliveryId');
  checkEnabled(found.endpoint);
  return prisma.webhookDelivery.update({
    where: { id },
    data: { state: 'PENDING', attempts: 0, nextTryAt: new Date(), deliveredAt: null },
  });
}

/**
 * Sends an event that tells of nothing, to see whether it arrives.
 *
 * @throws NotFound when the partner has no such endpoint; StateConflict when it is gone
 */
export async function sendTest(
  { prisma }: Pick<Database, 'prisma'>,
  endpoint: EndpointOfPartner,
): Promise<WebhookDelivery> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`select from webhook_endpoint where id = ${endpoint.id}::uuid for key share`;
    const found = await tx.webhookEndpoint.findFirst({ where: endpoint });
    if (found === null) throw new NotFound('endpoint', 'input.endpointId');
    checkEnabled(found);
    return tx.webhookDelivery.create({
      data: { id: uuidv7(), endpointId: found.id, type: testType, data: {} },
    });
  });
}

function checkEnabled({ state }: WebhookEndpoint): void {
  if (state === 'ENABLED') return;
  throw new StateConflict(
    'The endpoint has answered that it is gone (410). Delete it, and make another.',
  );
}
