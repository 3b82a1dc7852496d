import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachEmbeddedPostgres } from '../../src/db/embedded/attach.ts';
import { incarnationOf } from '../../src/db/embedded/processes.ts';
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts';

const START = new URL('../../src/db/embedded/start.ts', import.meta.url).href;
const execute = promisify(execFile);

let dataDirectory: string;
/** Everything these tests start that could outlive them. */
let started: { kill(): unknown }[];

beforeEach(async () => {
  started = [];
  dataDirectory = await mkdtemp(join(tmpdir(), 'consent-gateway-recovery-'));
  await chmod(dataDirectory, 0o711);
});
afterEach(async () => {
  for (const one of started) await one.kill();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function start() {
  const lines: string[] = [];
  const postgres = await startEmbeddedPostgres({ dataDirectory, log: (line) => lines.push(line) });
  started.push({ kill: postgres.stop });
  return { ...postgres, lines };
}

/** Starts the database in another process; resolves when that has printed a line that matches. */
async function startElsewhere(line: RegExp): Promise<ChildProcess> {
  const code = `import { startEmbeddedPostgres } from '${START}';
    const log = (message) => console.log(message);
    await startEmbeddedPostgres({ dataDirectory: process.argv[1], log });
    log('started');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push({ kill: () => child.kill('SIGKILL') });
  if (child.stdout === null) throw new Error('no output to read');
  for await (const text of createInterface(child.stdout)) if (line.test(text)) return child;
  throw new Error('the other process ended early');
}

async function kill(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit');
  child.kill('SIGKILL');
  await end;
}

const postmasterFile = () => join(dataDirectory, 'postgres', 'postmaster.pid');

async function serverPid(): Promise<number> {
  return Number((await readFile(postmasterFile(), 'utf8')).split('\n')[0]);
}

/** A zombie, which its parent has yet to take note of, is not alive. */
const isAlive = async (pid: number) => (await incarnationOf(pid)) !== undefined;

/** The shell that ends a server when its owner is killed. */
async function watchdogOf(pid: number): Promise<number> {
  const { stdout } = await execute('ps', ['-ww', '-eo', 'pid=,args=']);
  const row = stdout
    .split('\n')
    .find((text) => text.includes('read -r') && text.endsWith(` ${pid}`));
  if (row === undefined) throw new Error(`no watchdog of ${pid}`);
  return Number(row.trim().split(' ')[0]);
}

async function write(url: string): Promise<void> {
  await query(url, 'create table if not exists kept (at timestamptz)');
  await query(url, 'insert into kept values (now())');
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const rowsKept = (url: string) => query(url, 'select count(*)::int as rows from kept');

describe.skipIf(process.platform === 'win32')('what was committed survives', () => {
  test('kill -9 of the server, which comes back where it was', async () => {
    const { superuserUrl, lines } = await start();
    await write(superuserUrl);
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => lines.join('\n'), { timeout: 15_000 }).toContain('is back on port');
    expect(await serverPid()).not.toBe(pid);
    expect(await rowsKept(superuserUrl)).toEqual([{ rows: 1 }]);
  });

  test('kill -9 of the process that started it, which the server follows', async () => {
    const owner = await startElsewhere(/^started$/);
    const other = await attachEmbeddedPostgres({ dataDirectory });
    await write(other?.superuserUrl ?? '');
    const pid = await serverPid();
    await kill(owner);
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(await attachEmbeddedPostgres({ dataDirectory })).toBeUndefined();
    const { superuserUrl } = await start();
    expect(await rowsKept(superuserUrl)).toEqual([{ rows: 1 }]);
  });

  test('a server that nobody owns any more: the next start replaces it', async () => {
    const owner = await startElsewhere(/^started$/);
    const other = await attachEmbeddedPostgres({ dataDirectory });
    await write(other?.superuserUrl ?? '');
    const orphan = await serverPid();
    process.kill(await watchdogOf(orphan), 'SIGKILL');
    await kill(owner);
    expect(await isAlive(orphan)).toBe(true);
    const { superuserUrl, lines } = await start();
    expect(lines).toContainEqual(expect.stringContaining(`(pid ${orphan})`));
    expect(await isAlive(orphan)).toBe(false);
    expect(await rowsKept(superuserUrl)).toEqual([{ rows: 1 }]);
  });

  test('numbers of dead processes that belong to unrelated ones now', async () => {
    const owner = await startElsewhere(/^started$/);
    const other = await attachEmbeddedPostgres({ dataDirectory });
    await write(other?.superuserUrl ?? '');
    const server = await serverPid();
    process.kill(await watchdogOf(server), 'SIGKILL');
    await kill(owner);
    process.kill(server, 'SIGKILL');
    // Of the server's own user: PostgreSQL does not mind the number of anybody else's process.
    const { uid, gid } = await stat(postmasterFile());
    const identity = process.getuid?.() === 0 ? { uid, gid } : {};
    const unrelated = spawn('sleep', ['60'], { ...identity, cwd: '/', stdio: 'ignore' });
    started.push({ kill: () => unrelated.kill('SIGKILL') });
    const left = await readFile(postmasterFile(), 'utf8');
    await writeFile(postmasterFile(), left.replace(/^\d+/, String(unrelated.pid)));
    const dead = join(dataDirectory, 'postgres.lock.1');
    const lock = await readFile(dead, 'utf8');
    await writeFile(dead, lock.replace(String(owner.pid), String(unrelated.pid)));
    const { superuserUrl } = await start();
    expect(await rowsKept(superuserUrl)).toEqual([{ rows: 1 }]);
    expect(unrelated.exitCode).toBeNull();
    expect(unrelated.signalCode).toBeNull();
  });
});

test('a start that is killed halfway leaves nothing that looks whole', async () => {
  const owner = await startElsewhere(/^Making the embedded database/);
  await kill(owner);
  const { url } = await start();
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
});
