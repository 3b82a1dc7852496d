import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../db/database.ts';
import { languageOf } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';
import type { AppNewsMessage, MailMessage } from './mail-message.ts';

/** A mail to be sent. */
export type NewMail = {
  /** One address. */
  readonly to: string;
  readonly language: Language;
  readonly message: MailMessage;
};

/**
 * Queues a mail in the transaction that it tells of: it is sent, at least once, if that commits, and
 * never if it does not.
 */
export async function queueMail(
  tx: Transaction,
  { to, language, message }: NewMail,
): Promise<void> {
  const { kind, ...facts } = message;
  await tx.outboxMail.create({
    data: { id: uuidv7(), to, language, kind, facts },
  });
}

/** Queues a mail to a member, who is written to only at an address that they have verified. */
export async function mailMember(
  tx: Transaction,
  memberId: string,
  message: MailMessage,
): Promise<void> {
  const account = await tx.memberAccount.findUnique({
    where: { memberId, emailVerifiedAt: { not: null } },
    select: { email: true, language: true },
  });
  if (!account?.email) return;
  await queueMail(tx, {
    to: account.email,
    language: languageOf(account.language) ?? 'en',
    message,
  });
}

/**
 * Tells all who share with an app. They may be many, so this transaction keeps only what is to be told;
 * their mails are queued beside the requests.
 */
export async function tellSharers(
  tx: Transaction,
  appId: string,
  message: AppNewsMessage,
): Promise<void> {
  const { kind, ...facts } = message;
  await tx.appNews.create({ data: { id: uuidv7(), appId, kind, facts } });
}
