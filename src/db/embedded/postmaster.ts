import { execFile } from 'node:child_process';
import { lchown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isRoot } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, systemCode, unlessMissing } from './errors.ts';
import { commandLineOf } from './processes.ts';

const execute = promisify(execFile);

/** What a postmaster, PostgreSQL's first process, writes about itself. */
export interface PostmasterFile {
  pid: number;
  port: number;
  ready: boolean;
}

/** Fast: ends sessions, writes a checkpoint. Immediate: as if it had crashed. Kill: no say left. */
export type ShutdownSignal = 'SIGINT' | 'SIGQUIT' | 'SIGKILL';

const postmasterPath = (cluster: string) => join(cluster, 'postmaster.pid');

/**
 * Reads `postmaster.pid`, whose lines are: pid, data directory, start time, port, socket directory,
 * listen address, shared memory key and (once known) the state. Undefined when there is none, or
 * none that says enough yet; it may be from a postmaster that was killed.
 */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await unlessMissing(readFile(postmasterPath(cluster), 'utf8'));
  const lines = text?.split('\n') ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port)) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/**
 * Whether this process is the postmaster of this cluster, rather than an unrelated one that was
 * given the same number later. Its children carry another command line (`postgres: …`).
 */
async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  const command = await commandLineOf(pid);
  if (command === undefined) return false;
  const [program = ''] = command.split(' -D ');
  return /^"?postgres(\.exe)?"?$/.test(basename(program.trim())) && command.includes(cluster);
}

/** Asks a postmaster to end; nothing happens when it has ended. */
export async function signalPostmaster(
  pid: number,
  signal: ShutdownSignal,
  binaries: Binaries,
): Promise<void> {
  if (process.platform === 'win32' && signal !== 'SIGKILL') {
    // Windows has no signals; PostgreSQL emulates its own, and pg_ctl knows how.
    await execute(binaries.pgCtl, ['kill', signal.slice(3), String(pid)]).catch(() => undefined);
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** Waits at most so long (milliseconds) until it has ended; whether it has. */
async function hasEnded(pid: number, cluster: string, limit: number): Promise<boolean> {
  const deadline = Date.now() + limit;
  while (await isPostmasterOf(pid, cluster)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

/** How long (milliseconds) each way of ending may take before the next, harsher one. */
export const SHUTDOWN_STEPS: readonly (readonly [ShutdownSignal, number])[] = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

async function stopOrphan(pid: number, cluster: string, binaries: Binaries): Promise<void> {
  for (const [signal, limit] of SHUTDOWN_STEPS) {
    await signalPostmaster(pid, signal, binaries);
    if (await hasEnded(pid, cluster, limit)) return;
  }
  throw new EmbeddedPostgresError(
    'NOT_STARTED',
    `A PostgreSQL that an earlier start left behind (process ${pid}, ${cluster}) does not end, ` +
      `not even by SIGKILL. End it by hand, then start again.`,
  );
}

/**
 * Lets PostgreSQL judge a dead postmaster's file: PostgreSQL takes any live process with the noted
 * number for a postmaster and refuses. Deleting the file would also delete the shared memory key by
 * which it finds backends that outlived their postmaster, and two servers could write at once. So
 * only the number is replaced, by ours: a server's own parent is never taken for a postmaster.
 */
async function disownPostmasterFile(cluster: string): Promise<void> {
  // On Windows PostgreSQL tells its own processes from others.
  if (process.platform === 'win32') return;
  const path = postmasterPath(cluster);
  const text = await unlessMissing(readFile(path, 'utf8'));
  if (text === undefined) return;
  const { mode, uid, gid } = await stat(path);
  const rest = text.includes('\n') ? text.slice(text.indexOf('\n')) : '\n';
  const draft = `${path}.new`;
  // Root writes into a directory of another account here: never through a file that is already there.
  await rm(draft, { force: true });
  await writeFile(draft, `${process.pid}${rest}`, { flag: 'wx', mode });
  if (isRoot()) await lchown(draft, uid, gid);
  await rename(draft, path);
}

/**
 * Clears the way for a new server after its predecessor, or only the predecessor's parent, was
 * killed: a server that still runs is stopped rather than adopted, because a child of our own can
 * be watched, has today's settings and ends with us. Call it with the owner lock held.
 */
export async function recoverCluster(
  cluster: string,
  binaries: Binaries,
  log: (message: string) => void,
): Promise<void> {
  const found = await readPostmasterFile(cluster);
  if (found !== undefined && (await isPostmasterOf(found.pid, cluster))) {
    log(`Stopping the embedded PostgreSQL that a killed process left behind (pid ${found.pid}).`);
    await stopOrphan(found.pid, cluster, binaries);
  }
  await disownPostmasterFile(cluster);
}
