import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../db/database.ts';
import type { MemberAccount } from '../db/generated/prisma/client.ts';
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
  if (refused === undefined) {
    const passwordHash = await hashPassword(chosen);
    const done = await database.prisma.$transaction(async (tx) => {
      const held = await holdIfSame(tx, account);
      return held && setPassword(tx, held.id, passwordHash, sessionId);
    });
    if (done !== undefined) return undefined;
  }
  // Who must wait is told so before the first of two clicks is done.
  const pauses = refused?.kind === 'WAIT' ? [0, 500, 1_000] : [0];
  for (const pause of pauses) {
    await wait(pause);
    const changed = await justChanged(database, account.memberId, sessionId);
    if (changed === undefined) continue;
    if (await isPassword(chosen, changed.passwordHash)) return undefined;
    break;
  }
  return refused ?? { kind: 'REFUSED' };
}

/** The account, where its password was set a moment ago in this session: it began before, and all others ended. */
async function justChanged(
  database: Database,
  memberId: string,
  sessionId: string,
): Promise<MemberAccount | undefined> {
  const account = await accountOf(database, memberId);
  const changed = account?.sessionsEndedAt ?? null;
  if (changed === null || changed.getTime() <= Date.now() - doubleClickMs) return undefined;
  const createdAt = { lt: changed };
  const session = await database.prisma.memberSession.findUnique({
    where: { id: sessionId, createdAt },
  });
  return session === null ? undefined : account;
}
