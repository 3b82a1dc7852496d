import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { type Repeated, repeat } from '../repeat.ts';
import { safeError } from '../safe-error.ts';
import { expireGrants } from './expire-grants.ts';
import { noticeEnds } from './notice-ends.ts';

/** Ends grants whose term is over, and tells of coming ends, until it is stopped. */
export function startTermJob(
  { termJobEvery }: Pick<Config, 'termJobEvery'>,
  database: Database,
  log: Logger,
): Repeated {
  if (termJobEvery === undefined) return { stop: async () => undefined };
  return repeat({
    work: async () => {
      const expired = await expireGrants(database);
      return (await noticeEnds(database)) || expired;
    },
    every: termJobEvery,
    onFault: (cause) => log.error({ err: safeError(cause) }, 'grants cannot be ended now'),
  });
}
