import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { connectAs } from '../kit/sessions.ts';

const insufficientPrivilege = '42501';
const roles = ['cg_gateway', 'cg_door', 'cg_import', 'cg_migrator'] as const;
type Role = (typeof roles)[number];

let database: TestDatabase;
/** Every table of health data, each with one of its columns. */
const healthTables = new Map<string, string>();
const sessions = new Map<Role, pg.Client>();

beforeAll(async () => {
  database = await createTestDatabase();
  for (const role of roles) sessions.set(role, await connectAs(database.url, role));
  const { rows } = await database.asAdministrator(
    `select format('health.%I', table_name) as name, column_name from information_schema.columns
      where table_schema = 'health' and ordinal_position = 1 order by 1`,
  );
  for (const { name, column_name } of rows) healthTables.set(name, column_name);
  // Statements on rows must be refused although there are rows.
  await database.asAdministrator(`
    insert into ledger.entry select 0, gen_random_uuid(), 'AUDIT_READ', now(), null, null, null, null,
      null, null, null, '{}', '{}', '{}', '\\x00'`);
});
afterAll(async () => {
  await Promise.all([...sessions.values()].map((session) => session.end()));
  await database.drop();
});

/** The SQLSTATE with which PostgreSQL refuses a statement, or `carried out`; nothing is kept. */
async function attempt(role: Role, sql: string): Promise<string> {
  const session = sessions.get(role);
  if (session === undefined) throw new Error(`no session of ${role}`);
  await session.query('begin');
  try {
    await session.query(sql);
    return 'carried out';
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  } finally {
    await session.query('rollback');
  }
}

const attempts = (role: Role, statements: readonly string[]) =>
  statements.reduce<Promise<Record<string, string>>>(
    async (done, sql) => ({ ...(await done), [sql]: await attempt(role, sql) }),
    Promise.resolve({}),
  );

const allRefused = (statements: readonly string[]) =>
  Object.fromEntries(statements.map((sql) => [sql, insufficientPrivilege]));

describe('the ledger', () => {
  const harm = [
    `update ledger.entry set kind = 'X'`,
    `update ledger.entry_000000 set kind = 'X'`,
    'delete from ledger.entry',
    'delete from ledger.entry_000000',
    'truncate ledger.entry',
    'truncate ledger.entry_000000',
    'drop table ledger.entry',
    'drop table ledger.entry_000000',
    'drop table ledger.entry cascade',
    'update ledger.head set next_index = 0',
    'delete from ledger.head',
    'truncate ledger.head',
    'drop table ledger.head',
    'select next_index from ledger.head for update',
    'update ledger.change set version = 9',
    'delete from ledger.change',
    'truncate ledger.change',
    "insert into ledger.change values ('app', gen_random_uuid(), 1, 'APP_REGISTERED', 0)",
    'select ledger.prepare_partitions(0, 9)',
    'drop schema ledger cascade',
    'alter table ledger.entry detach partition ledger.entry_000000',
    'alter table ledger.entry disable trigger all',
    'alter table ledger.entry_000000 disable trigger entry_kept',
    'drop trigger entry_fixed on ledger.entry',
    'drop function ledger.append(bytea[])',
    `create or replace function ledger.append(p_leaf bytea[]) returns table(idx bigint, release_id uuid,
      leaf_hash bytea) language sql as 'select 0::bigint, null::uuid, null::bytea'`,
    'alter table ledger.entry owner to current_user',
    `insert into ledger.entry select 1, gen_random_uuid(), 'AUDIT_READ', now(), null, null, null, null,
      null, null, null, '{}', '{}', '{}', '\\x00'`,
    'insert into ledger.entry_000000 select * from ledger.entry_000000',
  ];

  // The migrator may take the owner's role on purpose; here it does not.
  test.each(roles)(
    'is not changed, emptied, dropped or written past the gate by %s',
    async (role) => {
      expect(await attempts(role, harm)).toEqual(allRefused(harm));
    },
  );

  test.each(['cg_door', 'cg_import', 'cg_migrator'] as const)(
    'takes no entry from %s',
    async (role) => {
      const statements = [
        'select * from ledger.append(array[]::bytea[])',
        'select ledger.keep_ahead()',
      ];
      expect(await attempts(role, statements)).toEqual(allRefused(statements));
    },
  );

  test.each(['cg_door', 'cg_import'] as const)('is not read by %s', async (role) => {
    const statements = ['select * from ledger.entry', 'select * from ledger.head'];
    expect(await attempts(role, statements)).toEqual(allRefused(statements));
  });

  test('is read, and written through the gate, by the gateway', async () => {
    const statements = [
      'select * from ledger.entry',
      'select next_index from ledger.head',
      'select * from ledger.append(array[]::bytea[])',
    ];
    expect(new Set(Object.values(await attempts('cg_gateway', statements)))).toEqual(
      new Set(['carried out']),
    );
  });
});

describe('health data', () => {
  const writes = (table: string) => [
    `insert into ${table} default values`,
    `update ${table} set ${healthTables.get(table)} = ${healthTables.get(table)}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
    `drop table ${table} cascade`,
  ];

  test('of every table is out of reach of the gateway’s own role', async () => {
    expect(healthTables.size).toBeGreaterThan(20);
    const statements = [...healthTables.keys()].flatMap((table) => [
      `select * from ${table}`,
      `select count(*) from ${table}`,
      ...writes(table),
    ]);
    expect(await attempts('cg_gateway', statements)).toEqual(allRefused(statements));
  });

  test('is read and never written through the door', async () => {
    const reads = [...healthTables.keys()].map((table) => `select * from ${table}`);
    expect(new Set(Object.values(await attempts('cg_door', reads)))).toEqual(
      new Set(['carried out']),
    );
    const statements = [...healthTables.keys()].flatMap(writes);
    expect(await attempts('cg_door', statements)).toEqual(allRefused(statements));
  });
});

describe('grants and apps', () => {
  const tables = [
    'consent_grant',
    'grant_material',
    'app',
    'app_attestation',
    'material',
    'partner',
  ];
  const everything = tables.flatMap((table) => [
    `select * from ${table}`,
    `insert into ${table} default values`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ]);

  test.each(['cg_door', 'cg_import'] as const)('are no business of %s', async (role) => {
    expect(await attempts(role, everything)).toEqual(allRefused(everything));
  });

  test('are neither deleted, emptied nor freed of their rules by the gateway', async () => {
    const statements = tables.flatMap((table) => [
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `drop table ${table} cascade`,
      `alter table ${table} disable trigger all`,
    ]);
    expect(await attempts('cg_gateway', statements)).toEqual(allRefused(statements));
  });
});
