import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Durability } from './cluster.ts';
import { EmbeddedPostgresError, OTHER_WAYS } from './errors.ts';
import { lastLines } from './log-file.ts';
import { readPostmasterFile, SHUTDOWN_STEPS, signalPostmaster } from './postmaster.ts';
import { endWithUs } from './watchdog.ts';

/** What a server is started with. */
export interface ServerOptions extends Durability {
  cluster: string;
  binaries: Binaries;
  account: Account | undefined;
  /** Takes what PostgreSQL writes. */
  logFile: string;
  /** The port to listen on; a free one when undefined. */
  port: number | undefined;
  log: (message: string) => void;
  /** Gives up a start under way. */
  signal?: AbortSignal;
}

/** A server that takes connections. */
export interface Server {
  pid: number;
  port: number;
  /** Settles, with a reason to print, once the server has ended for whatever cause. */
  ended: Promise<string>;
  /** Ends sessions and the server; harsher means follow when that takes too long. */
  stop(): Promise<void>;
}

/** Crash recovery replays the log since the last checkpoint: a matter of seconds, rarely minutes. */
const START_LIMIT_MS = 10 * 60_000;
/** A backend in the middle of a long query outlives its postmaster, and bars a new one until it is done. */
const RETRY_LIMIT_MS = 60_000;

/** A start that failed for a cause that passes by itself. */
const PASSING = /could not create any TCP\/IP sockets|pre-existing shared memory block/;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no TCP port was given');
  return address.port;
}

/** The settings, all on the command line: they win over what the cluster was once made with. */
function settings(options: ServerOptions, port: number): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    password_encryption: 'scram-sha-256',
    TimeZone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    fsync: options.durable ? 'on' : 'off',
    synchronous_commit: options.durable ? 'on' : 'off',
    full_page_writes: options.durable ? 'on' : 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * Starts the server in a session of its own, so that Ctrl-C in a terminal reaches the gateway only,
 * which stops it when its own requests are done.
 */
async function spawnServer(options: ServerOptions, port: number) {
  const output = await open(options.logFile, 'a', 0o600);
  try {
    const child = spawn(
      options.binaries.postgres,
      ['-D', options.cluster, ...settings(options, port)],
      { ...spawnAs(options.account), detached: true, stdio: ['ignore', output.fd, output.fd] },
    );
    child.unref();
    // Listened to at once: a server that refuses to start ends within milliseconds.
    return { child, ended: endOf(child) };
  } finally {
    await output.close();
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function shutDown(
  child: ChildProcess,
  ended: Promise<string>,
  binaries: Binaries,
): Promise<void> {
  for (const [signal, limit] of SHUTDOWN_STEPS) {
    // Once it has ended, its number may belong to another process.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await signalPostmaster(child.pid, signal, binaries);
    const clock = new AbortController();
    const late = sleep(limit, 'late' as const, { signal: clock.signal }).catch(() => 'late');
    const first = await Promise.race([ended.then(() => 'ended'), late]);
    clock.abort();
    if (first === 'ended') return;
  }
}

/** Waits until the server is ready; returns why it ended instead, undefined when it is ready. */
async function awaitReady(
  pid: number | undefined,
  ended: Promise<string>,
  { cluster, log, signal }: ServerOptions,
): Promise<string | undefined> {
  let reason: string | undefined;
  void ended.then((end) => {
    reason = end;
  });
  const begin = Date.now();
  let told = begin;
  while (reason === undefined) {
    const file = await readPostmasterFile(cluster);
    if (file?.ready && file.pid === pid) return undefined;
    if (signal?.aborted) return 'told to stop';
    if (Date.now() - begin > START_LIMIT_MS) return 'not ready within ten minutes';
    if (Date.now() - told > 15_000) {
      told = Date.now();
      log('The embedded PostgreSQL is still starting (recovering from a crash?).');
    }
    await sleep(25);
  }
  return reason;
}

/**
 * Starts PostgreSQL on the cluster and waits until it takes connections. Throws `NOT_STARTED` with
 * the last lines of its log. The caller has to hold the owner lock and to have recovered the cluster.
 */
export async function launch(options: ServerOptions): Promise<Server> {
  const retryUntil = Date.now() + RETRY_LIMIT_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const tail = await lastLines(options.logFile);
    const { child, ended } = await spawnServer(options, port);
    const { pid } = child;
    if (pid !== undefined) void ended.then(endWithUs(pid, options.account));
    const failure = await awaitReady(pid, ended, options);
    if (failure === undefined && pid !== undefined) {
      return { pid, port, ended, stop: () => shutDown(child, ended, options.binaries) };
    }
    await shutDown(child, ended, options.binaries);
    const said = await tail();
    if (PASSING.test(said) && Date.now() < retryUntil && !options.signal?.aborted) {
      await sleep(250);
      continue;
    }
    throw new EmbeddedPostgresError(
      'NOT_STARTED',
      `The embedded PostgreSQL did not start (${failure}). Its log, ${options.logFile}, ends:\n` +
        `${said || '(nothing written)'}\nMend what it complains of and start again. ${OTHER_WAYS}`,
    );
  }
}
