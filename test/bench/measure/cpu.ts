import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** CPU that a server and the whole of PostgreSQL have used so far, milliseconds; Linux tells. */
export type CpuUsed = { readonly server: number; readonly postgres: number };

/** Reads what `/proc` knows; undefined on systems that have none. */
export function cpuUsed(serverPid: number, postmasterPid: number): CpuUsed | undefined {
  if (process.platform !== 'linux') return undefined;
  const server = statOf(serverPid);
  const postmaster = statOf(postmasterPid);
  if (server === undefined || postmaster === undefined) return undefined;
  // Backends that have ended are counted with the postmaster, which waited for them.
  let postgres = postmaster.own + postmaster.children;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(Number(name));
    if (stat?.parent === postmasterPid) postgres += stat.own;
  }
  return { server: server.own * tick, postgres: postgres * tick };
}

/** The parent of a process: of a backend, the postmaster. */
export const parentOf = (pid: number): number => statOf(pid)?.parent ?? 0;

/** One clock tick, milliseconds. */
const tick = process.platform === 'linux' ? 1000 / ticksPerSecond() : Number.NaN;

function ticksPerSecond(): number {
  return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
}

/** proc_pid_stat(5): fields 4 (ppid), 14 and 15 (utime, stime), 16 and 17 (of children waited for). */
function statOf(pid: number): { parent: number; own: number; children: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything: count from behind it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number) => Number(fields[field - 3]);
    return { parent: at(4), own: at(14) + at(15), children: at(16) + at(17) };
  } catch {
    return undefined;
  }
}
