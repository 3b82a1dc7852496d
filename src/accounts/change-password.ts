import type { Database } from '../db/database.ts';
import { hashPassword, isPassword } from './passwords.ts';
import {
  accountOf,
  type Claim,
  holdIfSame,
  type Refusal,
  refuseWrong,
} from './present-password.ts';
import { doubleClickMs, setPassword } from './set-password.ts';
import type { SignIn } from './sign-in.ts';

type Parts = { readonly database: Database; readonly signIn: SignIn };

/**
 * Changes the password of a member who gives the present one, signs them out everywhere else and tells them by
 * mail. The same form sent twice does what once does.
 *
 * @param sessionId the session in which they do it, which goes on
 */
export async function changePassword(
  { database, signIn }: Parts,
  claim: Claim & { readonly chosen: string; readonly sessionId: string },
): Promise<Refusal | undefined> {
  const { account, chosen, sessionId } = claim;
  const refused = await refuseWrong(signIn, claim);
  if (refused?.kind === 'WAIT') return refused;
  if (refused === undefined) {
    const passwordHash = await hashPassword(chosen);
    const done = await database.prisma.$transaction(async (tx) => {
      const held = await holdIfSame(tx, account);
      return held && setPassword(tx, held.id, passwordHash, sessionId);
    });
    if (done !== undefined) return undefined;
  }
  return (await wasJustSet(database, account.memberId, chosen)) ? undefined : { kind: 'REFUSED' };
}

/** Whether this very password was set a moment ago. */
async function wasJustSet(database: Database, memberId: string, chosen: string): Promise<boolean> {
  const account = await accountOf(database, memberId);
  const changed = account?.sessionsEndedAt?.getTime() ?? 0;
  return changed > Date.now() - doubleClickMs && isPassword(chosen, account?.passwordHash);
}
