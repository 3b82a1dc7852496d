import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { systemCode } from './errors.ts';

const execute = promisify(execFile);

/** Alive, but this system does not say since when. */
const UNKNOWN = 'unknown';

/** Whether a process has this number now; one that belongs to another user counts. */
function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** What a command prints, trimmed; undefined when it fails or prints nothing. */
async function output(file: string, args: string[]): Promise<string | undefined> {
  try {
    const env = { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: 'C' };
    const { stdout } = await execute(file, args, { env: { ...env, TZ: 'UTC' } });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

function windowsProcess(pid: number, expression: string): Promise<string | undefined> {
  const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").${expression}`;
  return output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query]);
}

async function procFile(path: string): Promise<string | undefined> {
  return await readFile(`/proc/${path}`, 'utf8').catch(() => undefined);
}

/**
 * Names the one process that has this number now, so that a later process with the same number
 * has another name. Undefined when there is none; a zombie, which runs nothing, is none.
 */
export async function incarnationOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const stat = await procFile(`${pid}/stat`);
    // proc(5): the second field, the command in parentheses, may itself hold spaces and
    // parentheses; after it come the state (3rd field) and, as the 22nd, the start in ticks since boot.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    const [state, started] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    const boot = await procFile('sys/kernel/random/boot_id');
    if (started !== undefined) return `${boot?.trim() ?? ''}/${started}`;
  }
  if (!hasProcess(pid)) return undefined;
  const started =
    process.platform === 'win32'
      ? await windowsProcess(pid, 'CreationDate.Ticks')
      : await output('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return started ?? UNKNOWN;
}

/** Whether the process recorded with this number and `incarnationOf` is still alive. */
export async function isSameProcess(pid: number, incarnation: string): Promise<boolean> {
  const current = await incarnationOf(pid);
  if (current === undefined) return false;
  return current === incarnation || current === UNKNOWN || incarnation === UNKNOWN;
}

/** The command line of a running process, its words joined by a space; undefined when unknown. */
export async function commandLineOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    const words = await procFile(`${pid}/cmdline`);
    if (words !== undefined) return words.split('\0').join(' ').trim() || undefined;
  }
  if (process.platform === 'win32') return windowsProcess(pid, 'CommandLine');
  return output('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
}
