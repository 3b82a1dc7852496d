import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MigrationRefused, migrate } from '../../src/db/migrate.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../kit/empty-database.ts';
import { connectAs } from '../kit/sessions.ts';

const shipped = new URL('../../prisma/migrations/', import.meta.url);
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

let database: EmptyDatabase;
let directory: string;
let folder: URL;

beforeEach(async () => {
  database = await createEmptyDatabase();
  directory = await mkdtemp(join(tmpdir(), 'consent-gateway-migrations-'));
  folder = pathToFileURL(`${directory}/`);
});
afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the migrations; what was applied. */
async function run(from: URL = folder): Promise<string[]> {
  const log: string[] = [];
  await migrate(database.url, (message) => log.push(message), from);
  return log.map((message) => message.replace('applied migration ', ''));
}

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, name, 'migration.sql'), sql);
}

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = await connectAs(database.url);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const tables = async () =>
  (await query(`select tablename from pg_tables where schemaname = 'public' order by 1`)).map(
    ({ tablename }) => tablename,
  );

describe('the shipped migrations', () => {
  test('apply to an empty database, and are recorded as Prisma records them', async () => {
    const names = (await readdir(shipped, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    expect(await run(shipped)).toEqual(names);
    expect(
      await query(`select migration_name, checksum, applied_steps_count, rolled_back_at, logs,
        finished_at >= started_at as finished from _prisma_migrations order by migration_name`),
    ).toEqual(
      await Promise.all(
        names.map(async (name) => ({
          migration_name: name,
          checksum: sha256(await readFile(new URL(`${name}/migration.sql`, shipped))),
          applied_steps_count: 1,
          rolled_back_at: null,
          logs: null,
          finished: true,
        })),
      ),
    );
  });

  test('change nothing when they are run again', async () => {
    await run(shipped);
    const before = await query('select * from _prisma_migrations order by id');
    expect(await run(shipped)).toEqual([]);
    expect(await query('select * from _prisma_migrations order by id')).toEqual(before);
  });

  test('leave the ledger with its own role and the rest with the migrator', async () => {
    await run(shipped);
    expect(
      await query(`select n.nspname as schema, array_agg(distinct pg_get_userbyid(c.relowner)::text) as owners
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'health', 'ledger') group by 1 order by 1`),
    ).toEqual([
      { schema: 'health', owners: ['cg_migrator'] },
      { schema: 'ledger', owners: ['cg_ledger'] },
      { schema: 'public', owners: ['cg_migrator'] },
    ]);
  });

  test('name the operations that were registered before names were kept, where they are certain', async () => {
    const names = (await readdir(shipped, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    const copy = async (name: string) =>
      write(name, await readFile(new URL(`${name}/migration.sql`, shipped), 'utf8'));
    const naming = names.findIndex((name) => name.endsWith('_bounded_operations'));
    for (const name of names.slice(0, naming)) await copy(name);
    await run();
    const documents = [
      ' query First { viewer { kind } }',
      'mutation Second($input: SignGrantInput!) { signGrant(input: $input) { __typename } }',
      '# query Old\nquery New { viewer { kind } }',
      'fragment f on Query { viewer { kind } } query Last { ...f }',
      `query Long { viewer { kind } }${','.repeat(30_000)}`,
    ];
    const one = '00000000-0000-4000-8000-000000000001';
    // An app's own triggers want an entry in the ledger.
    await query(`begin;
      set local session_replication_role = replica;
      insert into partner (id, name, contact_email) values ('${one}', 'P', 'a@p.example');
      insert into app (id, partner_id, name, kind) values ('${one}', '${one}', 'A', 'PROVIDER');
      commit`);
    for (const document of documents) {
      await query(`insert into app_operation (app_id, hash, document)
        values ('${one}', '${sha256(document)}', '${document}')`);
    }
    for (const name of names.slice(naming)) await copy(name);
    await run();
    const kept = await query('select document, name from app_operation');
    expect(new Map(kept.map(({ document, name }) => [document, name]))).toEqual(
      new Map(
        documents.map((document, at) => [document, ['First', 'Second', null, null, 'Long'][at]]),
      ),
    );
    await expect(query('update app_operation set name = null')).rejects.toThrow(/never allowed/);
  });

  test('apply once when two gateways start at once', async () => {
    const [one, other] = await Promise.all([run(shipped), run(shipped)]);
    const names = (await query('select migration_name from _prisma_migrations order by 1')).map(
      (row) => row['migration_name'],
    );
    expect([...one, ...other].sort()).toEqual(names);
    expect(Math.min(one.length, other.length)).toBe(0);
  });
});

describe('a folder of migrations', () => {
  test('that grew is applied from where the database stands', async () => {
    await write('1_first', 'create table first (id int)');
    expect(await run()).toEqual(['1_first']);
    await write('2_second', 'create table second (id int)');
    expect(await run()).toEqual(['2_second']);
    expect(await tables()).toEqual(['_prisma_migrations', 'first', 'second']);
  });

  test('with a migration changed after it was applied is refused, and nothing is applied', async () => {
    await write('1_first', 'create table first (id int)');
    await run();
    await write('1_first', 'create table first (id bigint)');
    await write('2_second', 'create table second (id int)');
    await expect(run()).rejects.toThrow(MigrationRefused);
    await expect(run()).rejects.toThrow('Migration 1_first was changed after it had been applied');
    expect(await tables()).toEqual(['_prisma_migrations', 'first']);
  });

  test('without a migration that the database has is refused', async () => {
    await write('1_first', 'create table first (id int)');
    await write('2_second', 'create table second (id int)');
    await run();
    await rm(join(directory, '2_second'), { recursive: true });
    await write('3_third', 'create table third (id int)');
    await expect(run()).rejects.toThrow(MigrationRefused);
    await expect(run()).rejects.toThrow('2_second');
    expect(await tables()).toEqual(['_prisma_migrations', 'first', 'second']);
  });

  test('with a migration that fails keeps none of it, all before it, and goes on once mended', async () => {
    await write('1_first', 'create table first (id int)');
    await write(
      '2_second',
      'create table second (id int); select 1 / 0; create table never (id int)',
    );
    await expect(run()).rejects.toThrow(
      'Migration 2_second failed and was rolled back: division by zero',
    );
    expect(await tables()).toEqual(['_prisma_migrations', 'first']);
    expect(await query('select migration_name from _prisma_migrations')).toEqual([
      { migration_name: '1_first' },
    ]);
    await write('2_second', 'create table second (id int)');
    expect(await run()).toEqual(['2_second']);
  });

  test('keeps function bodies whole, whatever semicolons they have', async () => {
    await write(
      '1_function',
      `create function two() returns int language plpgsql as $$ begin perform 1; return 2; end $$;
       create table after_it (id int default two())`,
    );
    await run();
    expect(await query('insert into after_it default values returning id')).toEqual([{ id: 2 }]);
  });

  test('is refused while another tool has left a migration unfinished', async () => {
    await write('1_first', 'create table first (id int)');
    await run();
    await query('update _prisma_migrations set finished_at = null');
    await write('2_second', 'create table second (id int)');
    await expect(run()).rejects.toThrow('1_first was begun by another tool and never finished');
    expect(await tables()).toEqual(['_prisma_migrations', 'first']);
  });
});
