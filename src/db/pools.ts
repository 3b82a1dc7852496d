import pg from 'pg';
import type { DatabaseRole } from './roles.ts';

const { types } = pg;

/** What one pool may use. Times are milliseconds. */
export type PoolLimits = {
  readonly connections: number;
  readonly statementTimeout: number;
  /** Whoever waits for a lock longer than this gets an error instead. */
  readonly lockTimeout: number;
  /** Whoever holds a transaction open and idle stalls others; it is ended after this. */
  readonly idleInTransactionTimeout: number;
};

/** Which database, under which role. */
export type PoolSettings = PoolLimits & { readonly url: string; readonly role: DatabaseRole };

const plainText = (value: string) => value;
const parserOf = new Map<number, (value: string) => unknown>([
  // Dates stay the text that was stored: a Date would move them across time zones.
  [types.builtins.DATE, plainText],
  // Decimals stay text: a number would lose cents.
  [types.builtins.NUMERIC, plainText],
]);

/**
 * A pool whose every connection has taken one role, speaks UTC and gives up in bounded time.
 * `date` and `numeric` come back as text.
 */
export function openPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.connections,
    connectionTimeoutMillis: 5_000,
    // The server ends a slow statement; this ends one whose connection has silently gone.
    query_timeout: settings.statementTimeout + 1_000,
    idleTimeoutMillis: 60_000,
    application_name: `consent-gateway ${settings.role}`,
    options: [
      `-c role=${settings.role}`,
      '-c timezone=UTC',
      // An acknowledged entry is on disk, whatever the server's or the database's own setting says.
      '-c synchronous_commit=on',
      `-c statement_timeout=${settings.statementTimeout}`,
      `-c lock_timeout=${settings.lockTimeout}`,
      `-c idle_in_transaction_session_timeout=${settings.idleInTransactionTimeout}`,
      '-c default_transaction_isolation=read\\ committed',
    ].join(' '),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        parserOf.get(oid) ?? types.getTypeParser(oid, format),
    },
  });
  // A lost idle connection is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}
