import { z } from 'zod';
import type { Database } from '../../db/database.ts';

const claimedRow = z.object({
  id: z.string(),
  endpointId: z.string(),
  type: z.string(),
  data: z.json(),
  attempts: z.number(),
  createdAt: z.date(),
  url: z.string(),
  secret: z.string(),
  formerSecret: z.string().nullable(),
  formerSecretUntil: z.date().nullable(),
});
/** A delivery with what is needed to send it. */
export type Claimed = z.infer<typeof claimedRow>;

export type Claiming = {
  /** In all, and for one endpoint. */
  readonly most: number;
  readonly mostPerEndpoint: number;
  /** Endpoints that are busy. */
  readonly but: readonly string[];
  /** Milliseconds after which another may take it up. */
  readonly lease: number;
  /** The database's clock unless given. */
  readonly now?: Date | undefined;
};

/** Takes up deliveries that are due, each for one gateway alone as long as the lease lasts. */
export async function claimDeliveries(
  { prisma }: Database,
  { most, mostPerEndpoint, but, lease, now }: Claiming,
): Promise<Claimed[]> {
  const rows = await prisma.$queryRaw`
    with clock as (select coalesce(${now ?? null}::timestamptz, clock_timestamp()) as now)
    update webhook_delivery d set attempts = d.attempts + 1,
      next_try_at = clock.now + ${lease} * interval '1 millisecond'
    from webhook_endpoint e, clock
    where e.id = d.endpoint_id and d.id in (
      select due.id from clock, webhook_endpoint busy cross join lateral (
        select one.id from webhook_delivery one
        where one.endpoint_id = busy.id and one.state = 'PENDING' and one.next_try_at <= clock.now
        order by one.next_try_at limit ${mostPerEndpoint} for update skip locked) due
      where busy.state = 'ENABLED' and busy.id <> all (${[...but]}::uuid[])
      limit ${most})
    returning d.id, d.endpoint_id as "endpointId", d.type, d.data, d.attempts, d.created_at as "createdAt", e.url,
      e.secret, e.former_secret as "formerSecret", e.former_secret_until as "formerSecretUntil"`;
  return z.array(claimedRow).parse(rows);
}

/** The endpoint has taken it; that holds, whoever else has taken it up meanwhile. */
export async function markDelivered(
  { prisma }: Database,
  { id }: Claimed,
  lastStatus: number,
): Promise<void> {
  await prisma.webhookDelivery.updateMany({
    where: { id, state: 'PENDING' },
    data: { state: 'DELIVERED', deliveredAt: new Date(), lastStatus, lastError: null },
  });
}

/** What became of a try that failed. */
export type Failure = { readonly lastStatus: number | null; readonly lastError: string };

/**
 * It could not be delivered. Whoever has taken it up meanwhile is not disturbed.
 *
 * @param nextTryAt undefined: never by itself
 */
export async function markFailed(
  { prisma }: Database,
  { id, attempts }: Claimed,
  failure: Failure,
  nextTryAt: Date | undefined,
): Promise<void> {
  await prisma.webhookDelivery.updateMany({
    where: { id, state: 'PENDING', attempts },
    data: { ...failure, ...(nextTryAt === undefined ? { state: 'DEAD' } : { nextTryAt }) },
  });
}

/** The endpoint is gone: nothing is sent there any more, and what waits for it is dead. */
export async function markGone(
  { prisma }: Database,
  { endpointId }: Claimed,
  failure: Failure,
): Promise<void> {
  await prisma.$transaction([
    prisma.webhookEndpoint.updateMany({
      where: { id: endpointId, state: 'ENABLED' },
      data: { state: 'GONE' },
    }),
    prisma.webhookDelivery.updateMany({
      where: { endpointId, state: 'PENDING' },
      data: { ...failure, state: 'DEAD' },
    }),
  ]);
}

/** Lets another take it up at once: this one stops. */
export async function giveBack(
  { prisma }: Database,
  { id, attempts }: Claimed,
  now: Date,
): Promise<void> {
  await prisma.webhookDelivery.updateMany({
    where: { id, state: 'PENDING', attempts },
    data: { attempts: attempts - 1, nextTryAt: now },
  });
}
