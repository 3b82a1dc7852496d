import type { Database } from '../db/database.ts';
import type { OutboxMail } from '../db/generated/prisma/client.ts';
import { secretKinds } from './mail-message.ts';

/** A mail that was taken up, and for how many milliseconds it had been queued then. */
export type ClaimedMail = OutboxMail & { readonly age: number };

/**
 * Takes up mails that are due, each for one courier alone as long as the lease lasts. The database's
 * clock judges, which all gateways share.
 */
export async function claimMails(
  { prisma }: Database,
  most: number,
  lease: number,
): Promise<ClaimedMail[]> {
  return prisma.$queryRaw<ClaimedMail[]>`
    update mail_outbox set attempts = attempts + 1,
      next_try_at = clock_timestamp() + ${lease} * interval '1 millisecond'
    where id in (
      select id from mail_outbox where state = 'PENDING' and next_try_at <= clock_timestamp()
      order by next_try_at limit ${most} for update skip locked)
    returning id, recipient as "to", language, kind, facts, state, attempts,
      next_try_at as "nextTryAt", last_error as "lastError", created_at as "createdAt", sent_at as "sentAt",
      extract(epoch from clock_timestamp() - created_at)::float8 * 1000 as age`;
}

/** The server has accepted it; that holds, whoever else has taken it up meanwhile. */
export async function markSent({ prisma }: Database, mail: OutboxMail): Promise<void> {
  await prisma.outboxMail.updateMany({
    where: { id: mail.id, state: 'PENDING' },
    data: { state: 'SENT', sentAt: new Date(), lastError: null, ...withoutSecret(mail) },
  });
}

/**
 * It could not be sent. Whoever has taken it up meanwhile is not disturbed.
 *
 * @param wait milliseconds until it is tried again; undefined: never by itself
 */
export async function markFailed(
  { prisma }: Database,
  mail: OutboxMail,
  lastError: string,
  wait: number | undefined,
): Promise<void> {
  const { id, attempts } = mail;
  if (wait === undefined) {
    await prisma.outboxMail.updateMany({
      where: { id, state: 'PENDING', attempts },
      data: { state: 'DEAD', lastError, ...withoutSecret(mail) },
    });
    return;
  }
  await prisma.$executeRaw`
    update mail_outbox set last_error = ${lastError},
      next_try_at = clock_timestamp() + ${wait} * interval '1 millisecond'
    where id = ${id}::uuid and state = 'PENDING' and attempts = ${attempts}`;
}

/** Lets another take it up at once, as if it had not been tried. */
export async function giveBack({ prisma }: Database, mail: OutboxMail): Promise<void> {
  const { id, attempts } = mail;
  await prisma.$executeRaw`
    update mail_outbox set attempts = attempts - 1, next_try_at = clock_timestamp()
    where id = ${id}::uuid and state = 'PENDING' and attempts = ${attempts}`;
}

const withoutSecret = ({ kind }: OutboxMail) => (secretKinds.includes(kind) ? { facts: {} } : {});

/**
 * Removes mails that were sent or given up a month ago, some at a time.
 *
 * @returns whether there may be more
 */
export async function removeOldMails({ prisma }: Database): Promise<boolean> {
  // The lease of its last try tells when a dead one was given up.
  const removed = await prisma.$executeRaw`
    delete from mail_outbox where id in (
      (select id from mail_outbox
      where state = 'SENT' and sent_at < clock_timestamp() - interval '30 days' limit 1000)
      union all
      (select id from mail_outbox
      where state = 'DEAD' and next_try_at < clock_timestamp() - interval '30 days' limit 1000))`;
  return removed > 0;
}
