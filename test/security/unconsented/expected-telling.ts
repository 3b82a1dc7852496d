import { stillTo } from './expected-app.ts';
import { type Arguments, falling, pageOf, type Shape, type View } from './expected-page.ts';
import type { RawDelivery, RawEndpoint, RawMail } from './raw-office.ts';
import { visibleEndpoints } from './rule.ts';

/** Where a partner is told of events; its secret is shown when it is made, and by no query. */
export const endpointShape = (one: RawEndpoint): Shape => ({
  endpointId: one.id,
  partnerId: one.partner_id,
  url: one.url,
  types: one.types,
  state: one.state,
  createdAt: one.created_at,
  formerSecretUntil: stillTo(one.former_secret_until),
});

/** An event that an endpoint is told, with the body as it is sent. */
export const deliveryShape = (one: RawDelivery): Shape => ({
  deliveryId: one.id,
  type: one.type,
  payload: JSON.stringify({ type: one.type, timestamp: one.created_at, data: one.data }),
  state: one.state,
  attempts: one.attempts,
  nextTryAt: one.state === 'PENDING' ? one.next_try_at : null,
  lastStatus: one.last_status,
  lastError: one.last_error,
  createdAt: one.created_at,
  deliveredAt: one.delivered_at,
});

/** Endpoints, oldest first. */
export const endpointsShape = (view: View, { partnerId }: Arguments): Shape[] =>
  visibleEndpoints(view.now, view.asker)
    .filter((one) => partnerId == null || one.partner_id === partnerId)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, 100)
    .map(endpointShape);

/** What an endpoint was told, newest first; nothing of an endpoint that is another's. */
export function deliveriesPage(view: View, args: Arguments): Shape {
  const { endpointId } = args;
  const known = visibleEndpoints(view.now, view.asker).some(({ id }) => id === endpointId);
  const told = view.now.rows.deliveries
    .filter((one) => known && one.endpoint_id === endpointId)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const list = { name: 'webhookDeliveries', filter: { endpointId } };
  return pageOf(view, list, args, told, ({ id }) => id, falling, deliveryShape);
}

/** A link in these is as good as a password, and is not kept. */
const withLink: readonly string[] = ['VERIFY_EMAIL', 'RESET_PASSWORD'];

/** A mail, without what it says and without the most of its address. */
export const mailShape = (one: RawMail): Shape => ({
  mailId: one.id,
  kind: one.kind,
  to: one.recipient.replace(/^(.).*(@[^@]*)$/, '$1…$2'),
  state: one.state,
  attempts: one.attempts,
  lastError: one.last_error,
  canRetry: one.state === 'DEAD' && !withLink.includes(one.kind),
  createdAt: one.created_at,
});

/** Mails that were given up, the newest first. */
export function deadMailsPage(view: View, args: Arguments): Shape {
  const dead = view.now.rows.mails
    .filter(({ state }) => state === 'DEAD')
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const list = { name: 'deadMails', filter: {} };
  return pageOf(view, list, args, dead, ({ id }) => id, falling, mailShape);
}
