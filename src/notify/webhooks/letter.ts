import { Webhook } from 'standardwebhooks';

/** What is needed to write a delivery. */
type Delivery = {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly createdAt: Date;
};

/** What an endpoint's deliveries are signed with. */
type Secrets = {
  readonly secret: string;
  readonly formerSecret: string | null;
  readonly formerSecretUntil: Date | null;
};

/** The body of a delivery: the same text in every try. */
export const bodyOf = ({ type, createdAt, data }: Omit<Delivery, 'id'>): string =>
  JSON.stringify({ type, timestamp: createdAt.toISOString(), data });

/** The headers of a delivery (Standard Webhooks); signed with both secrets while the former one goes on. */
export function headersOf({ id }: Delivery, body: string, secrets: Secrets, now: Date) {
  const { secret, formerSecret, formerSecretUntil } = secrets;
  const former = formerSecretUntil !== null && formerSecretUntil > now ? formerSecret : null;
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'consent-gateway',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': [secret, former]
      .filter((one) => one !== null)
      .map((one) => new Webhook(one).sign(id, now, body))
      .join(' '),
  };
}
