import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { prepareDatabase } from '../../../src/db/database.ts';
import { startEmbeddedPostgres } from '../../../src/db/embedded/start.ts';

/** The one PostgreSQL of a run, for all systems; durable, as in production. */
export type BenchPostgres = {
  /** Of a database, for whoever may do everything. */
  url(database: string): string;
  /** Runs SQL as that one. */
  run(database: string, sql: string, values?: unknown[]): Promise<pg.QueryResult>;
  stop(): Promise<void>;
};

/** Starts it, counting statements where its build can; nothing of it survives `stop`. */
export async function startBenchPostgres(): Promise<BenchPostgres> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consent-gateway-bench-'));
  // As root PostgreSQL runs as another account, which has to pass here.
  await chmod(dataDirectory, 0o711);
  const options = { dataDirectory, log: () => undefined };
  // Libraries are loaded when a server starts: the setting is written, then the server starts anew.
  const first = await startEmbeddedPostgres(options);
  await once(
    first.superuserUrl,
    "alter system set shared_preload_libraries = 'pg_stat_statements'",
  );
  await first.stop();
  const postgres = await startEmbeddedPostgres(options);
  const url = (database: string) => {
    const target = new URL(postgres.superuserUrl);
    target.pathname = `/${database}`;
    return target.href;
  };
  return {
    url,
    run: (database, sql, values) => once(url(database), sql, values),
    async stop() {
      await postgres.stop();
      for (const directory of [dataDirectory, postgres.homeDirectory]) {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

/** A new database, migrated as the gateway's own is. */
export async function createMigrated(postgres: BenchPostgres, name: string): Promise<void> {
  await postgres.run('postgres', `create database ${name}`);
  await postgres.run(name, 'create extension pg_stat_statements');
  await prepareDatabase(postgres.url(name), postgres.url(name), undefined, () => undefined);
}

/** A copy of a database, to which nobody is connected meanwhile. */
export async function copyDatabase(
  postgres: BenchPostgres,
  from: string,
  name: string,
): Promise<void> {
  await postgres.run('postgres', `create database ${name} template ${from} strategy file_copy`);
}

async function once(url: string, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql, values);
  } finally {
    await client.end();
  }
}
