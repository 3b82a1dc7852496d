import { execFile } from 'node:child_process';
import { chmod, lchown, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, OTHER_WAYS, systemCode, unlessMissing } from './errors.ts';
import type { ClusterHome } from './home.ts';

const execute = promisify(execFile);

/** The major version of the binaries; a cluster of another one cannot be opened with them. */
const MAJOR_VERSION = '18';

/** `durable: false` is for tests: nothing survives a crash of the machine. */
export interface Durability {
  durable: boolean;
}

/**
 * Looks an existing cluster over: a directory, not a link to one, of the right version. Returns the
 * account that it belongs to, undefined when there is no cluster. Throws `INCONSISTENT` or
 * `NOT_PERMITTED` when it cannot be used.
 */
export async function inspectCluster(cluster: string): Promise<Account | undefined> {
  try {
    const found = await unlessMissing(lstat(cluster));
    if (found === undefined) return undefined;
    const version = found.isDirectory() && (await readFile(join(cluster, 'PG_VERSION'), 'utf8'));
    if (version && version.trim() === MAJOR_VERSION) return { uid: found.uid, gid: found.gid };
    throw new EmbeddedPostgresError(
      'INCONSISTENT',
      `${cluster} is not a directory with a database of PostgreSQL ${MAJOR_VERSION}` +
        `${version ? ` but of PostgreSQL ${version.trim()}` : ''}. Move it away to begin with an ` +
        `empty database; to keep its data, dump it with its own version first. ${OTHER_WAYS}`,
    );
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const denied = systemCode(error) === 'EACCES';
    throw new EmbeddedPostgresError(
      denied ? 'NOT_PERMITTED' : 'INCONSISTENT',
      denied
        ? `This user may not read ${cluster}: run as the user who started the embedded database first. ${OTHER_WAYS}`
        : `${cluster} is not a PostgreSQL database (${systemCode(error)}): move it away to begin with an empty one.`,
      error,
    );
  }
}

/**
 * Makes a new cluster: UTF-8, ordered by code point by PostgreSQL's builtin provider (the same on
 * every machine, whatever its C library), every connection by password (SCRAM, RFC 7677). It
 * appears under its name only when whole. Throws `NOT_STARTED` with what initdb said.
 */
export async function createCluster(
  home: ClusterHome,
  binaries: Binaries,
  account: Account | undefined,
  options: Durability & { password: string },
): Promise<void> {
  const draft = `${home.cluster}.incomplete`;
  await rm(draft, { recursive: true, force: true });
  try {
    await mkdir(draft, { mode: 0o700 });
    const passwordFile = join(draft, 'password');
    await writeFile(passwordFile, options.password, { mode: 0o600 });
    await chmod(draft, 0o700);
    if (account !== undefined) {
      await lchown(passwordFile, account.uid, account.gid);
      await lchown(draft, account.uid, account.gid);
    }
    const settings = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const rest = ['--locale=C', '--no-instructions', ...(options.durable ? [] : ['--no-sync'])];
    const made = join(draft, 'cluster');
    await execute(
      binaries.initdb,
      [`--pgdata=${made}`, ...settings, ...locale, ...rest],
      spawnAs(account),
    );
    await rename(made, home.cluster);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'NOT_STARTED',
      `Could not make the embedded database in ${home.cluster}: ` +
        `${error instanceof Error ? error.message.trim() : String(error)}\n` +
        `Mend what initdb complains of (disk space? permissions?) and start again. ${OTHER_WAYS}`,
      error,
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
