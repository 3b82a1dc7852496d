import type { Database } from '../db/database.ts';
import type { OutboxMail } from '../db/generated/prisma/client.ts';
import { secretKinds } from './mail-message.ts';

/**
 * Takes up mails that are due, each for one courier alone as long as the lease lasts. The database's
 * clock judges, which all gateways share.
 */
export async function claimMails(
  { prisma }: Database,
  most: number,
  lease: number,
): Promise<OutboxMail[]> {
  return prisma.$queryRaw<OutboxMail[]>`
    update mail_outbox set attempts = attempts + 1,
      next_try_at = clock_timestamp() + ${lease} * interval '1 millisecond'
    where id in (
      select id from mail_outbox where state = 'PENDING' and next_try_at <= clock_timestamp()
      order by next_try_at limit ${most} for update skip locked)
    returning id, recipient as "to", language, kind, facts, state, attempts,
      next_try_at as "nextTryAt", last_error as "lastError", created_at as "createdAt", sent_at as "sentAt"`;
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
  await prisma.outboxMail.updateMany({
    where: { id: mail.id, state: 'PENDING', attempts: mail.attempts },
    data:
      wait === undefined
        ? { state: 'DEAD', lastError, ...withoutSecret(mail) }
        : { nextTryAt: new Date(Date.now() + wait), lastError },
  });
}

/** Lets another take it up at once: this one stops. */
export async function giveBack({ prisma }: Database, mail: OutboxMail): Promise<void> {
  await prisma.outboxMail.updateMany({
    where: { id: mail.id, state: 'PENDING', attempts: mail.attempts },
    data: { attempts: mail.attempts - 1, nextTryAt: new Date() },
  });
}

const withoutSecret = ({ kind }: OutboxMail) => (secretKinds.includes(kind) ? { facts: {} } : {});

/**
 * Removes mails that were sent a month ago, some at a time.
 *
 * @returns whether there may be more
 */
export async function removeOldMails({ prisma }: Database): Promise<boolean> {
  const removed = await prisma.$executeRaw`
    delete from mail_outbox where id in (
      select id from mail_outbox
      where state = 'SENT' and sent_at < clock_timestamp() - interval '30 days'
      limit 1000)`;
  return removed > 0;
}
