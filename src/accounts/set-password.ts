import type { Transaction } from '../db/database.ts';
import type { MemberAccount } from '../db/generated/prisma/client.ts';
import { mailMember } from '../notify/outbox.ts';
import { endSessions } from './end-sessions.ts';
import { dropLinks } from './links.ts';

/** How long the same form sent again is taken for a double click: no longer, so that nobody tries passwords by it. */
export const doubleClickMs = 10_000;

/**
 * Sets a password, signs the member out everywhere and tells them by mail. What was asked for by whoever knew the
 * one before, or read their mail, comes to nothing: another password, another address.
 *
 * @param keep the session in which the member does this
 */
export async function setPassword(
  tx: Transaction,
  accountId: string,
  passwordHash: string,
  keep?: string,
): Promise<MemberAccount> {
  const account = await tx.memberAccount.update({
    where: { id: accountId },
    data: { passwordHash },
  });
  await dropLinks(tx, accountId, ['RESET_PASSWORD', 'CHANGE_EMAIL']);
  await endSessions(tx, account.memberId, keep);
  await mailMember(tx, account.memberId, { kind: 'PASSWORD_CHANGED' });
  return account;
}
