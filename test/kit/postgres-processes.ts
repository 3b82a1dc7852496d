import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The processes of a PostgreSQL server on this machine. */
export type PostgresProcesses = { readonly postmaster: number; readonly children: number[] };

/**
 * Finds the server whose cluster lies in this home.
 *
 * @param home the directory that holds `postgres`, as `startEmbeddedPostgres` tells it
 */
export async function postgresProcesses(home: string): Promise<PostgresProcesses> {
  const file = await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8');
  const postmaster = Number(file.split('\n')[0]);
  const { stdout } = await execute('ps', ['-eo', 'pid=,ppid=']);
  const children = stdout
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (parent === postmaster && pid !== undefined ? [pid] : []));
  return { postmaster, children };
}

/** Sends a signal to processes; those that have ended meanwhile do not matter. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}
