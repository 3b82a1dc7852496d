import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../db/database.ts';
import { userNameOf } from './accounts.ts';
import { isPassword } from './passwords.ts';

/** Whose account it is; or how long to wait before it may be tried again; or that it was wrong. */
type SignInResult =
  | { readonly kind: 'SIGNED_IN'; readonly memberId: string }
  | { readonly kind: 'WAIT'; readonly seconds: number }
  | { readonly kind: 'REFUSED' };

export type SignIn = (userName: string, password: string) => Promise<SignInResult>;

/** Tries for one user name before the next must wait. */
const freeTries = 4;
/** The first wait, seconds; doubled with each further try. */
const firstWait = 15;
const longestWait = 900;
/** Tries are forgotten after so long, seconds, or once one was right. */
const forgottenAfter = 3_600;

/**
 * Signs members in with their user name and password. Wrong ones make the next try wait, longer each
 * time, whichever gateway is asked; known and unknown user names are answered alike, in about the same time.
 */
export function createSignIn({ prisma, gateway }: Pick<Database, 'prisma' | 'gateway'>): SignIn {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient: gateway,
      tableName: 'sign_in_failure',
      tableCreated: true,
      keyPrefix,
      points,
      duration: forgottenAfter,
    });
  const tries = limiter('tries', freeTries);
  const turns = limiter('turn', 1);

  return async (given, password) => {
    const userName = userNameOf(given);
    // What is kept of who failed says nothing to whoever reads the table.
    const key = createHash('sha256').update(userName).digest('base64url');
    const turn = await turns.get(key);
    if (turn !== null && turn.consumedPoints > 0) {
      return { kind: 'WAIT', seconds: secondsOf(turn) };
    }
    // Counted before it is looked at: of many at once, no more than the free ones and one in turn are.
    const counted = await consume(tries, key);
    if (counted.consumedPoints > freeTries) {
      const over = counted.consumedPoints - freeTries - 1;
      const taken = await consume(turns, key, Math.min(firstWait * 2 ** over, longestWait));
      if (taken.consumedPoints > 1) return { kind: 'WAIT', seconds: secondsOf(taken) };
    }
    const account = await prisma.memberAccount.findUnique({
      where: { userName },
      select: { memberId: true, passwordHash: true },
    });
    if (!(await isPassword(password, account?.passwordHash)) || account === null) {
      return { kind: 'REFUSED' };
    }
    await Promise.all([tries.delete(key), turns.delete(key)]);
    return { kind: 'SIGNED_IN', memberId: account.memberId };
  };
}

const secondsOf = ({ msBeforeNext }: RateLimiterRes) =>
  Math.max(1, Math.ceil(msBeforeNext / 1_000));

/** Counts one more, be it over the limit or not. */
async function consume(limiter: RateLimiterPostgres, key: string, customDuration?: number) {
  try {
    return await limiter.consume(key, 1, customDuration === undefined ? {} : { customDuration });
  } catch (cause) {
    if (cause instanceof RateLimiterRes) return cause;
    throw cause;
  }
}
