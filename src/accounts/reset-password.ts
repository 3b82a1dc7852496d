import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { userNameOf } from './accounts.ts';
import type { Limits } from './limits.ts';
import { findUsedLink, lockAccount, mailLink, takeLink, type UsedLink } from './links.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { doubleClickMs, setPassword } from './set-password.ts';

type Parts = { readonly database: Database; readonly limits: Limits; readonly origin: string };

/** A household may share an address; a link is mailed for each account of so many. */
const mostAccounts = 5;

const foundRows = z.array(
  z.object({ id: z.string(), member_id: z.string(), email: z.string(), language: z.string() }),
);

/** Mails a link to choose a new password, where there is an account of that user name or address. */
export async function requestReset(
  { database, limits, origin }: Parts,
  userNameOrEmail: string,
  returnTo: string | undefined,
): Promise<void> {
  const accounts = foundRows.parse(
    await database.prisma.$queryRaw`select id, member_id, email, language
      from public.member_account
      where email_verified_at is not null
        and (user_name = ${userNameOf(userNameOrEmail)} or lower(email) = lower(${userNameOrEmail.trim()}))
      order by created_at limit ${mostAccounts}`,
  );
  for (const { member_id: memberId, ...account } of accounts) {
    if ((await limits.mails.take(memberId)) !== undefined) continue;
    await database.prisma.$transaction(async (tx) => {
      await lockAccount(tx, account.id);
      const { id, email } = account;
      // Nothing goes to an address that was changed a moment before.
      if ((await tx.memberAccount.findUnique({ where: { id, email } })) === null) return;
      await mailLink(tx, account, { kind: 'RESET_PASSWORD', origin, returnTo: returnTo ?? null });
    });
  }
}

/** Links by which a password is set. By RESTORE_EMAIL the address that the account had is its own again, too. */
export type PasswordLinkKind = 'RESET_PASSWORD' | 'RESTORE_EMAIL';

/** Takes a link, sets the password, signs the member out everywhere and tells them by mail. */
export async function resetPassword(
  { database, limits }: Omit<Parts, 'origin'>,
  kind: PasswordLinkKind,
  token: string,
  password: string,
): Promise<UsedLink | undefined> {
  const passwordHash = await hashPassword(password);
  const done = await database.prisma.$transaction(async (tx) => {
    const taken = await takeLink(tx, kind, token);
    if (taken === undefined) return undefined;
    if (kind === 'RESTORE_EMAIL') {
      await tx.memberAccount.update({
        where: { id: taken.accountId },
        data: { email: taken.email, emailVerifiedAt: new Date() },
      });
    }
    const { userName } = await setPassword(tx, taken.accountId, passwordHash);
    return { ...taken, userName };
  });
  if (done !== undefined) await limits.signIn.forgive(done.userName);
  return done;
}

/** The link of a reset that has just set this very password: the same form, sent twice. */
export async function sameReset(
  { database }: Pick<Parts, 'database'>,
  kind: PasswordLinkKind,
  token: string,
  password: string,
): Promise<UsedLink | undefined> {
  const used = await findUsedLink(database, kind, token);
  if (used === undefined || used.usedAt.getTime() < Date.now() - doubleClickMs) return undefined;
  const account = await database.prisma.memberAccount.findUnique({ where: { id: used.accountId } });
  return (await isPassword(password, account?.passwordHash)) ? used : undefined;
}
