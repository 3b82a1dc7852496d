import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../../db/database.ts';
import type { WebhookEvent } from './events.ts';

/**
 * Queues an event for a partner's endpoints in the transaction that it tells of: it is sent, at least once, if
 * that commits, and never if it does not.
 */
export async function queueWebhooks(
  tx: Transaction,
  partnerId: string,
  { type, data }: WebhookEvent,
): Promise<void> {
  // Held until the commit: an endpoint that is deleted meanwhile must not fail what is told.
  const endpoints = await tx.$queryRaw<{ id: string }[]>`
    select id from webhook_endpoint
    where partner_id = ${partnerId}::uuid and state = 'ENABLED'
      and (types = '{}' or ${type} = any (types))
    for key share`;
  if (endpoints.length === 0) return;
  await tx.webhookDelivery.createMany({
    data: endpoints.map(({ id: endpointId }) => ({ id: uuidv7(), endpointId, type, data })),
  });
}
