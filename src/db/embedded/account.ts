import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EmbeddedPostgresError, OTHER_WAYS, systemCode } from './errors.ts';

const execute = promisify(execFile);

/** The user that PostgreSQL runs as, when it cannot be our own; undefined stands for our own. */
export interface Account {
  uid: number;
  gid: number;
}

/** Whether this process is root, as whom PostgreSQL refuses to run. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The environment for PostgreSQL's programs: nothing of ours, since PGDATA, PGPORT, PGOPTIONS and
 * the locale would all be heeded. Windows loads no library without SystemRoot.
 */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return { PATH, LC_ALL: 'C', TZ: 'UTC', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}

/** How a child process is to be spawned so that it runs as this account, in a place it can be. */
export function spawnAs(account: Account | undefined) {
  return { ...account, env: cleanEnvironment(), ...(account === undefined ? {} : { cwd: '/' }) };
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, name])).stdout)),
    );
    if (uid === undefined || gid === undefined) return undefined;
    // Node spawns as ids up to 2^31 - 1; macOS gives `nobody` one above that.
    return uid > 0 && uid < 2 ** 31 ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The account that root is to run a new cluster as: an existing one, because `initdb` wants an
 * entry in passwd and a gateway has no business adding users to a machine.
 * Throws `NOT_PERMITTED` when this machine has none.
 */
export async function unprivilegedAccount(): Promise<Account> {
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const account = await lookUp(name);
    if (account !== undefined) return account;
  }
  throw new EmbeddedPostgresError(
    'NOT_PERMITTED',
    'PostgreSQL refuses to run as root, and this machine has neither a user postgres nor nobody. ' +
      `Start as an ordinary user, or add one: useradd --system postgres. ${OTHER_WAYS}`,
  );
}

/**
 * Whether the account can enter this directory. Asked of the system, not computed from modes:
 * access lists and mounts count too. Throws `NOT_PERMITTED` when we cannot become that account.
 */
export async function canEnter(account: Account | undefined, directory: string): Promise<boolean> {
  if (account === undefined) return true;
  try {
    await execute('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], spawnAs(account));
    return true;
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
    throw new EmbeddedPostgresError(
      'NOT_PERMITTED',
      `PostgreSQL refuses to run as root, and this root may not become user ${account.uid} ` +
        `(a container without CAP_SETUID?). Start as an ordinary user. ${OTHER_WAYS}`,
      error,
    );
  }
}
