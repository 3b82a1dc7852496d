import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';

/** A suite's own database: a clone of the migrated template. */
export type TestDatabase = {
  /** Reaches the database as whoever runs the tests; connections take a role by `options`. */
  readonly url: string;
  readonly database: Database;
  /** Runs SQL as the owner of everything, to arrange what no role of the gateway may. */
  asAdministrator(sql: string, values?: unknown[]): Promise<pg.QueryResult>;
  drop(): Promise<void>;
};

/** Clones the template; call `drop` when the suite is done. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const administratorUrl = inject('administratorUrl');
  const name = `cg_test_${randomBytes(6).toString('hex')}`;
  await once(administratorUrl, `create database ${name} template ${inject('templateDatabase')}`);
  const target = new URL(administratorUrl);
  target.pathname = `/${name}`;
  const url = target.href;
  const database = openDatabase({
    url,
    connections: 6,
    statementTimeout: 10_000,
    lockTimeout: 5_000,
  });
  return {
    url,
    database,
    asAdministrator: (sql, values) => once(url, sql, values),
    drop: async () => {
      await database.close();
      await once(administratorUrl, `drop database if exists ${name} with (force)`);
    },
  };
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
