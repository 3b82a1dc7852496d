import { chmod, mkdir, mkdtemp, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachEmbeddedPostgres } from '../../src/db/embedded/attach.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/db/embedded/start.ts';

const asRoot = process.getuid?.() === 0;

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'consent-gateway-embedded-'));
  await chmod(directory, 0o711);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a running embedded database', () => {
  let dataDirectory: string;
  let postgres: EmbeddedPostgres;
  const lines: string[] = [];

  beforeAll(async () => {
    dataDirectory = join(directory, 'running');
    postgres = await startEmbeddedPostgres({ dataDirectory, log: (line) => lines.push(line) });
  });
  afterAll(() => postgres.stop());

  test('says one line before it takes its time, and names the place', () => {
    expect(lines).toEqual([expect.stringContaining(join(dataDirectory, 'postgres'))]);
  });

  test('is durable, UTF-8, ordered alike on every machine, in UTC, on loopback only', async () => {
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'TimeZone'];
    const network = ['listen_addresses', 'unix_socket_directories', 'data_checksums'];
    const sql = [...settings, ...network].map((name) => `current_setting('${name}') as "${name}"`);
    const [row] = await query(
      postgres.superuserUrl,
      `select ${sql.join(', ')}, pg_encoding_to_char(encoding) as encoding, datlocprovider, datlocale
         from pg_database where datname = current_database()`,
    );
    expect(row).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      TimeZone: 'UTC',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      data_checksums: 'on',
      encoding: 'UTF8',
      datlocprovider: 'b',
      datlocale: 'C.UTF-8',
    });
  });

  test('lets the gateway in as a role that may do nothing by itself', async () => {
    const [row] = await query(
      postgres.url,
      `select current_user as name, current_database() as database, rolsuper, rolinherit,
              rolcreaterole, rolcreatedb, pg_get_userbyid(datdba) as owner
         from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    );
    expect(row).toEqual({
      name: 'consent_gateway',
      database: 'consent_gateway',
      rolsuper: false,
      rolinherit: false,
      rolcreaterole: false,
      rolcreatedb: false,
      owner: 'postgres',
    });
  });

  test('lets nobody in without the password, which only its user can read', async () => {
    for (const url of [postgres.url, postgres.superuserUrl]) {
      const guess = new URL(url);
      guess.password = 'password';
      await expect(query(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    }
    expect((await stat(join(dataDirectory, 'postgres-password'))).mode & 0o777).toBe(0o600);
    const [row] = await query(
      postgres.superuserUrl,
      `select bool_and(auth_method = 'scram-sha-256') as scram from pg_hba_file_rules`,
    );
    expect(row).toEqual({ scram: true });
  });

  test('refuses a second start and says who holds it and what to do', async () => {
    const second = startEmbeddedPostgres({ dataDirectory, log: () => undefined });
    await expect(second).rejects.toMatchObject({
      code: 'IN_USE',
      message: expect.stringMatching(
        new RegExp(`process ${process.pid}\\b.*Stop.*DATA_DIR.*DATABASE_URL`, 's'),
      ),
    });
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('can be attached to while it runs, and only then', async () => {
    const { superuserUrl, url, port } = postgres;
    expect(await attachEmbeddedPostgres({ dataDirectory })).toEqual({ superuserUrl, url, port });
    expect(await attachEmbeddedPostgres({ dataDirectory: directory })).toBeUndefined();
    expect(
      await attachEmbeddedPostgres({ dataDirectory: join(directory, 'none') }),
    ).toBeUndefined();
  });

  test('stops, however often told to, and keeps its data', async () => {
    await query(postgres.superuserUrl, 'create table kept as select 1 as one');
    await Promise.all([postgres.stop(), postgres.stop()]);
    await postgres.stop();
    expect(await attachEmbeddedPostgres({ dataDirectory })).toBeUndefined();
    await expect(query(postgres.url, 'select 1')).rejects.toThrow();
    postgres = await startEmbeddedPostgres({ dataDirectory, log: () => undefined });
    expect(await query(postgres.superuserUrl, 'table kept')).toEqual([{ one: 1 }]);
  });
});

test('a server that refuses to start is reported with its own last words', async () => {
  const dataDirectory = join(directory, 'broken');
  const options = { dataDirectory, log: () => undefined, durable: false };
  const postgres = await startEmbeddedPostgres(options);
  await postgres.stop();
  await rm(join(dataDirectory, 'postgres', 'global', 'pg_control'));
  await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({
    code: 'NOT_STARTED',
    message: expect.stringMatching(/could not open file .*pg_control/),
  });
  await rm(join(dataDirectory, 'postgres-password'));
  await expect(startEmbeddedPostgres(options)).rejects.toMatchObject({ code: 'INCONSISTENT' });
});

test.runIf(asRoot)('root’s closed directories do not stand in the way', async () => {
  const dataDirectory = join(directory, 'closed', 'data');
  await mkdir(dirname(dataDirectory), { mode: 0o700 });
  const lines: string[] = [];
  const options = { dataDirectory, log: (line: string) => lines.push(line), durable: false };
  const first = await startEmbeddedPostgres(options);
  try {
    await query(first.superuserUrl, 'create table kept as select 1 as one');
    expect(first.homeDirectory.startsWith(dataDirectory)).toBe(false);
    expect(lines.join('\n')).toContain(first.homeDirectory);
    expect((await stat(first.homeDirectory)).mode & 0o022).toBe(0);
    expect((await readFile(join(dataDirectory, 'postgres-location'), 'utf8')).trim()).toBe(
      first.homeDirectory,
    );
    await first.stop();
    const second = await startEmbeddedPostgres(options);
    expect(await query(second.superuserUrl, 'table kept')).toEqual([{ one: 1 }]);
    await second.stop();
    await rm(dataDirectory, { recursive: true });
    const fresh = await startEmbeddedPostgres(options);
    await expect(query(fresh.superuserUrl, 'table kept')).rejects.toMatchObject({ code: '42P01' });
    await fresh.stop();
  } finally {
    await first.stop();
    await rm(first.homeDirectory, { recursive: true, force: true });
    // Only when nobody else has a cluster there.
    await rmdir(dirname(first.homeDirectory)).catch(() => undefined);
  }
});
