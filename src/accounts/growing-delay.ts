import { createHash } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** Tries for one key before the next must wait. */
const freeTries = 4;
/** The first wait, seconds; doubled with each further try. */
const firstWait = 15;
const longestWait = 900;
/** Tries are forgotten after so long, seconds. */
const forgottenAfter = 3_600;

/** Makes tries wait, longer each time, whichever gateway is asked. */
export type GrowingDelay = {
  /** Counts a try. @returns seconds to wait, where it comes too soon */
  take(key: string): Promise<number | undefined>;
  /** Forgets the tries, once one was right. */
  forgive(key: string): Promise<void>;
};

/** Allows so many in so long, whichever gateway is asked. */
export type Allowance = {
  /** Counts one. @returns seconds to wait, where it is one too many */
  take(key: string): Promise<number | undefined>;
  /** Takes one back that need not have been counted. */
  giveBack(key: string): Promise<void>;
};

/** @param name sets its tries apart from others' */
export function growingDelay(pool: pg.Pool, name: string): GrowingDelay {
  const tries = limiter(pool, `${name} tries`, freeTries, forgottenAfter);
  const turns = limiter(pool, `${name} turn`, 1, forgottenAfter);
  return {
    take: async (given) => {
      const key = hidden(given);
      const turn = await turns.get(key);
      if (turn !== null && turn.consumedPoints > 0) return secondsOf(turn);
      // Counted before it is looked at: of many at once, no more than the free ones and one in turn are.
      const counted = await consume(tries, key);
      if (counted.consumedPoints <= freeTries) return undefined;
      const over = counted.consumedPoints - freeTries - 1;
      const taken = await consume(turns, key, Math.min(firstWait * 2 ** over, longestWait));
      return taken.consumedPoints > 1 ? secondsOf(taken) : undefined;
    },
    forgive: async (given) => {
      const key = hidden(given);
      await Promise.all([tries.delete(key), turns.delete(key)]);
    },
  };
}

/** @param name sets what it counts apart from others' */
export function allowance(
  pool: pg.Pool,
  name: string,
  { count, seconds }: { readonly count: number; readonly seconds: number },
): Allowance {
  const counter = limiter(pool, name, count, seconds);
  return {
    take: async (given) => {
      const taken = await consume(counter, hidden(given));
      return taken.consumedPoints > count ? secondsOf(taken) : undefined;
    },
    giveBack: async (given) => {
      await counter.reward(hidden(given));
    },
  };
}

/** What is kept of who tried says nothing to whoever reads the table. */
const hidden = (key: string) => createHash('sha256').update(key).digest('base64url');

const limiter = (pool: pg.Pool, keyPrefix: string, points: number, duration: number) =>
  new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'sign_in_failure',
    tableCreated: true,
    keyPrefix,
    points,
    duration,
  });

const secondsOf = ({ msBeforeNext }: RateLimiterRes) =>
  Math.max(1, Math.ceil(msBeforeNext / 1_000));

/** Counts one more, be it over the limit or not. */
async function consume(counter: RateLimiterPostgres, key: string, customDuration?: number) {
  try {
    return await counter.consume(key, 1, customDuration === undefined ? {} : { customDuration });
  } catch (cause) {
    if (cause instanceof RateLimiterRes) return cause;
    throw cause;
  }
}
