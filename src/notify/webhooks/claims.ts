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

/**
 * Takes up deliveries that are due, each for one gateway alone as long as the lease lasts. Every endpoint gets a turn
 * before any gets another, and by lot where there are more: those that have much to wait for do not come first.
 */
export async function claimDeliveries(
  { prisma }: Database,
  { most, mostPerEndpoint, but, lease, now }: Claiming,
): Promise<Claimed[]> {
  const rows = await prisma.$queryRaw`
    with clock as (select coalesce(${now ?? null}::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select turn.id from clock, webhook_endpoint idle cross join lateral (
        select one.id, row_number() over (order by one.next_try_at) as place from webhook_delivery one
        where one.endpoint_id = idle.id and one.state = 'PENDING' and one.next_try_at <= clock.now
        order by one.next_try_at limit ${mostPerEndpoint}) turn
      where idle.state = 'ENABLED' and idle.id <> all (${[...but]}::uuid[])
      order by turn.place, random() limit ${most})
    update webhook_delivery d set attempts = d.attempts + 1,
      next_try_at = clock.now + ${lease} * interval '1 millisecond'
    from webhook_endpoint e, clock
    where e.id = d.endpoint_id and d.id in (
      select one.id from webhook_delivery one, clock
      where one.id in (select id from due) and one.state = 'PENDING' and one.next_try_at <= clock.now
      for update of one skip locked)
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
 * @param wait milliseconds until it is tried again; undefined: never by itself
 * @param now the database's clock unless given, which judges what is due
 */
export async function markFailed(
  { prisma }: Database,
  { id, attempts }: Claimed,
  { lastStatus, lastError }: Failure,
  wait: number | undefined,
  now: Date | undefined,
): Promise<void> {
  if (wait === undefined) {
    await prisma.webhookDelivery.updateMany({
      where: { id, state: 'PENDING', attempts },
      data: { state: 'DEAD', lastStatus, lastError },
    });
    return;
  }
  await prisma.$executeRaw`
    update webhook_delivery set last_status = ${lastStatus}, last_error = ${lastError}, next_try_at =
      coalesce(${now ?? null}::timestamptz, clock_timestamp()) + ${wait} * interval '1 millisecond'
    where id = ${id}::uuid and state = 'PENDING' and attempts = ${attempts}`;
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
export async function giveBack({ prisma }: Database, { id, attempts }: Claimed): Promise<void> {
  await prisma.$executeRaw`
    update webhook_delivery set attempts = attempts - 1, next_try_at = clock_timestamp()
    where id = ${id}::uuid and state = 'PENDING' and attempts = ${attempts}`;
}
