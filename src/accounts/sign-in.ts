import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { userNameOf } from './accounts.ts';
import { allowance, growingDelay } from './growing-delay.ts';
import { isPassword } from './passwords.ts';

/** Whose account it is; or how long to wait before it may be tried again; or that it was wrong. */
type SignInResult =
  | ({ readonly kind: 'SIGNED_IN' } & SignedIn)
  /** The password was right, and the e-mail address is not verified yet. */
  | { readonly kind: 'UNVERIFIED'; readonly of: Unverified }
  | { readonly kind: 'WAIT'; readonly for: 'USER_NAME' | 'ADDRESS'; readonly seconds: number }
  | { readonly kind: 'REFUSED' };

/** Who has signed in, and when the password was read that was right: epoch seconds by the database's clock. */
export type SignedIn = { readonly memberId: string; readonly signedInAt: number };

/** Who must verify their address first. They are not signed in. */
type Unverified = { readonly memberId: string; readonly email: string };

/** @param address whom the request comes from */
export type SignIn = (userName: string, password: string, address: string) => Promise<SignInResult>;

/** The tries of a user name; a password that was reset forgives them. */
export const signInDelay = ({ gateway }: Pick<Database, 'gateway'>) =>
  growingDelay(gateway, 'sign-in');

/** What fails from one address: one password tried with many names, which no name's own tries would show. */
const failuresOfAddress = { count: 50, seconds: 600 };

/**
 * Signs members in with their user name and password. Wrong ones make the next try wait, longer each
 * time, whichever gateway is asked; known and unknown user names are answered alike, in about the
 * same time. Of one address no more than so many may fail, whatever the names.
 */
export function createSignIn(database: Pick<Database, 'prisma' | 'gateway'>): SignIn {
  const delay = signInDelay(database);
  const failures = allowance(database.gateway, 'sign-in failures', failuresOfAddress);
  return async (given, password, address) => {
    const userName = userNameOf(given);
    const tooMany = await failures.take(address);
    if (tooMany !== undefined) return { kind: 'WAIT', for: 'ADDRESS', seconds: tooMany };
    const seconds = await delay.take(userName);
    if (seconds !== undefined) return { kind: 'WAIT', for: 'USER_NAME', seconds };
    const readAt = await databaseSeconds(database);
    const account = await database.prisma.memberAccount.findUnique({
      where: { userName },
      select: {
        memberId: true,
        passwordHash: true,
        email: true,
        emailVerifiedAt: true,
        sessionsEndedAt: true,
      },
    });
    if (!(await isPassword(password, account?.passwordHash)) || account === null) {
      return { kind: 'REFUSED' };
    }
    await Promise.all([delay.forgive(userName), failures.giveBack(address)]);
    const { memberId, email, emailVerifiedAt, sessionsEndedAt } = account;
    // An account without an address was made by the plan, not by whoever registered.
    return email === null || emailVerifiedAt !== null
      ? { kind: 'SIGNED_IN', memberId, signedInAt: secondsAfter(sessionsEndedAt, readAt) }
      : { kind: 'UNVERIFIED', of: { memberId, email } };
  };
}

async function databaseSeconds({ gateway }: Pick<Database, 'gateway'>): Promise<number> {
  const { rows } = await gateway.query(
    'select floor(extract(epoch from clock_timestamp()))::float8 as seconds',
  );
  const [row] = z.array(z.object({ seconds: z.number() })).parse(rows);
  return row?.seconds ?? 0;
}

/** Whoever knows the password that was set as sessions ended has signed in after that, be it in the same second. */
const secondsAfter = (ended: Date | null, seconds: number): number =>
  ended === null ? seconds : Math.max(seconds, Math.floor(ended.getTime() / 1_000) + 1);
