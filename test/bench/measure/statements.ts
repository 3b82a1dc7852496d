import { setTimeout as wait } from 'node:timers/promises';
import type { BenchPostgres } from '../world/postgres.ts';

/** What a number of requests made a database do. */
export type DatabaseWork = {
  /** Top-level statements, BEGIN and COMMIT too. */
  readonly statements: number;
  /** Rows that they sent to the server. */
  readonly rowsSent: number;
  /** Rows of tables and ledger that they read. */
  readonly rowsRead: number;
  /** Calls of the ledger's append. */
  readonly appends: number;
  /** Entries of the ledger, or rows of a peer's audit table. */
  readonly entries: number;
};

/** Begins to count; nothing else may use the database until it is read by what this returns. */
export async function countWork(
  postgres: BenchPostgres,
  database: string,
): Promise<() => Promise<DatabaseWork>> {
  const before = await entriesIn(postgres, database);
  await flushCounters(postgres, database);
  await postgres.run(database, 'select pg_stat_reset()');
  await postgres.run(database, 'select pg_stat_statements_reset()');
  return async () => {
    const work = await readWork(postgres, database);
    return { ...work, entries: (await entriesIn(postgres, database)) - before };
  };
}

async function entriesIn(postgres: BenchPostgres, database: string): Promise<number> {
  const { rows } = await postgres.run(database, "select to_regclass('bench.audit') as audit");
  const counted = rows[0].audit === null ? '0' : '(select count(*) from bench.audit)';
  const { rows: found } = await postgres.run(
    database,
    `select (next_index + ${counted})::int as entries from ledger.head`,
  );
  return found[0].entries;
}

/** Ends the idle sessions of the servers, which tell their counters then; pools open new ones. */
async function readWork(
  postgres: BenchPostgres,
  database: string,
): Promise<Omit<DatabaseWork, 'entries'>> {
  const { rows: statements } = await postgres.run(
    database,
    `select coalesce(sum(calls), 0)::int as statements, coalesce(sum(rows), 0)::int as rows,
        coalesce(sum(calls) filter (where query like '%ledger.append(%'), 0)::int as appends
      from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where d.datname = current_database() and query not like '%pg_stat%'`,
  );
  await flushCounters(postgres, database);
  const { rows: tables } = await postgres.run(
    database,
    `select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0)::int as read
      from pg_stat_user_tables`,
  );
  return {
    statements: statements[0].statements,
    rowsSent: statements[0].rows,
    appends: statements[0].appends,
    rowsRead: tables[0].read,
  };
}

/** A session adds its counters to the server's when it ends, and otherwise only now and then. */
async function flushCounters(postgres: BenchPostgres, database: string): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const { rows } = await postgres.run(
      'postgres',
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0) return;
    await wait(20);
  }
}
