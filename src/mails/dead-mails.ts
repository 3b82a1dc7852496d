import type { Database } from '../db/database.ts';
import type { OutboxMail } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { secretKinds } from '../notify/mail-message.ts';

export type { OutboxMail };

/** Mails that were given up, the newest first. */
export const deadMails = (
  { prisma }: Database,
  before: string | undefined,
  take: number,
): Promise<OutboxMail[]> =>
  prisma.outboxMail.findMany({
    where: { state: 'DEAD', ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take,
  });

/** As much of an address as is needed to see what is wrong with it: `a…@mail.example`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${address.slice(0, 1)}…${address.slice(at)}`;
}

/** Whether it can be sent again: a secret link in it is no longer kept. */
export const canRetry = ({ state, kind }: OutboxMail): boolean =>
  state === 'DEAD' && !secretKinds.includes(kind);

/**
 * Lets a mail that was given up be tried again, from the start.
 *
 * @throws NotFound, or StateConflict where it is not dead or its link is gone
 */
export async function retryMail({ prisma }: Database, id: string): Promise<OutboxMail> {
  const mail = await prisma.outboxMail.findUnique({ where: { id } });
  if (mail === null) throw new NotFound('mail', 'input.mailId');
  if (mail.state === 'DEAD' && !canRetry(mail)) {
    throw new StateConflict(
      'The link in it is no longer kept. The member asks for a new one.',
      'input.mailId',
    );
  }
  return prisma.$transaction(async (tx) => {
    // By the database's clock, which judges what is due.
    const count = await tx.$executeRaw`
      update mail_outbox set state = 'PENDING', attempts = 0, next_try_at = clock_timestamp()
      where id = ${id}::uuid and state = 'DEAD'`;
    if (count === 0) throw new StateConflict('It is not given up.', 'input.mailId');
    return tx.outboxMail.findUniqueOrThrow({ where: { id } });
  });
}
