import type pg from 'pg';
import { openPool } from '../../src/db/pools.ts';
import { Appender, type AppenderSettings, type AppendWatch } from '../../src/ledger/append.ts';
import type { AppendOutcome } from '../../src/ledger/append-batch.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

/** Nobody looks at what is acknowledged, and nothing is refused. */
export const unwatched: AppendWatch = { refusal: () => undefined, acknowledged: () => undefined };

/** A ledger of a suite's own, and appenders to it. */
export type LedgerRoom = Pick<TestDatabase, 'url' | 'database' | 'asAdministrator'> & {
  /** An appender with a pool of its own, as the gateway opens it, whose statements are counted. */
  openAppender(
    settings?: Partial<AppenderSettings> & { readonly statementTimeout?: number },
    url?: string,
  ): { readonly appender: Appender; readonly counted: { statements: number } };
  /** A release's entries, in the order of the ledger. */
  // biome-ignore lint/suspicious/noExplicitAny: rows as the driver gives them
  entriesOf(release: string): Promise<any[]>;
  close(): Promise<void>;
};

/** Opens one; whoever does closes it. */
export async function openLedgerRoom(): Promise<LedgerRoom> {
  const { url, database, asAdministrator, drop } = await createTestDatabase();
  const pools: pg.Pool[] = [];
  return {
    url,
    database,
    asAdministrator,
    openAppender: (settings = {}, through = url) => {
      const deadline = settings.deadline ?? 2_000;
      const pool = openPool({
        url: through,
        role: 'cg_gateway',
        connections: 2,
        statementTimeout: settings.statementTimeout ?? deadline,
        lockTimeout: 150,
        idleInTransactionTimeout: 5_000,
      });
      pools.push(pool);
      const counted = { statements: 0 };
      const query = pool.query.bind(pool);
      Object.assign(pool, {
        query: (...given: Parameters<typeof query>) => {
          counted.statements += 1;
          return query(...given);
        },
      });
      const limits = { queueMax: 1_000, batchMax: 500, ...settings, deadline };
      return { appender: new Appender(pool, limits, unwatched), counted };
    },
    entriesOf: async (release) =>
      (
        await asAdministrator(
          `select *, extract(epoch from at) * 1000 as ms from ledger.entry
            where release_id = $1 order by idx`,
          [release],
        )
      ).rows,
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await drop();
    },
  };
}

/** The indexes that appends were told. */
export const indexesOf = (outcomes: readonly AppendOutcome[]): bigint[] =>
  outcomes.flatMap((outcome) =>
    outcome.kind === 'APPENDED' ? outcome.entries.map(({ index }) => index) : [],
  );
