import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { prepareDatabase } from '../../src/db/database.ts';
import { startThrowawayPostgres } from './throwaway-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly administratorUrl: string;
    readonly templateDatabase: string;
  }
}

/**
 * One PostgreSQL a run: that of DATABASE_URL, else a throwaway one. The migrations run once, into a
 * template database that every suite clones.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'];
  const throwaway = given ? undefined : await startThrowawayPostgres();
  const administratorUrl = given ?? throwaway?.superuserUrl ?? '';
  const templateDatabase = `cg_template_${randomBytes(4).toString('hex')}`;
  await administer(administratorUrl, `create database ${templateDatabase}`);
  const templateUrl = new URL(administratorUrl);
  templateUrl.pathname = `/${templateDatabase}`;
  await prepareDatabase(templateUrl.href, templateUrl.href, undefined, () => undefined);
  project.provide('administratorUrl', administratorUrl);
  project.provide('templateDatabase', templateDatabase);
  return async () => {
    if (throwaway) return throwaway.stop();
    await administer(administratorUrl, `drop database if exists ${templateDatabase} with (force)`);
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
