import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  constants,
  lstat,
  mkdir,
  readFile,
  realpath,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { type Account, canEnter } from './account.ts';
import { EmbeddedPostgresError, OTHER_WAYS, systemCode, unlessMissing } from './errors.ts';

/** Where a cluster and its lock lie: in the data directory, or where root's stand-in can go. */
export interface ClusterHome {
  directory: string;
  cluster: string;
  lock: string;
  /** Outside the data directory, which then holds a pointer to it. */
  relocated: boolean;
}

/** For root only: directories that outlive a restart come first. */
const sharedDirectories = () => ['/var/lib', '/var/tmp', tmpdir()];

const pointerPath = (dataDirectory: string) => join(dataDirectory, 'postgres-location');

/** The home in this directory. */
export function homeAt(directory: string, relocated: boolean): ClusterHome {
  const [cluster, lock] = [join(directory, 'postgres'), join(directory, 'postgres.lock')];
  return { directory, cluster, lock, relocated };
}

/**
 * Makes the data directory if need be; returns its real path, the same by whatever name it is called.
 * Others may pass through a root's new one, so that the unprivileged account reaches its cluster.
 */
export async function openDataDirectory(path: string, asRoot: boolean): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: asRoot ? 0o711 : 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
    return await realpath(path);
  } catch (error) {
    throw new EmbeddedPostgresError(
      'NOT_PERMITTED',
      `Cannot use the data directory ${path} (${systemCode(error)}): it has to be a directory that this user may write to. ${OTHER_WAYS}`,
      error,
    );
  }
}

/** Where an earlier start has put the cluster of this data directory; undefined when none has. */
export async function existingHome(dataDirectory: string): Promise<ClusterHome | undefined> {
  const pointer = await unlessMissing(readFile(pointerPath(dataDirectory), 'utf8'));
  if (pointer === undefined) {
    const home = homeAt(dataDirectory, false);
    return (await unlessMissing(lstat(home.cluster))) === undefined ? undefined : home;
  }
  const directory = pointer.trim();
  if (isAbsolute(directory)) return homeAt(directory, true);
  throw new EmbeddedPostgresError(
    'INCONSISTENT',
    `${pointerPath(dataDirectory)} should hold the absolute path of the database's directory, ` +
      `and holds "${directory}". Write the path back, or delete the file to begin with an empty database.`,
  );
}

/** Notes in the data directory, and in the home itself, that the two belong together. */
export async function linkHome(home: ClusterHome, dataDirectory: string): Promise<void> {
  if (!home.relocated) return;
  await writeFile(join(home.directory, 'belongs-to'), `${dataDirectory}\n`);
  await writeFile(pointerPath(dataDirectory), `${home.directory}\n`);
}

/**
 * A directory of root's that others may enter and not change. In a shared directory such as
 * /var/tmp somebody else may have been there first, with a link or a directory of their own.
 * Undefined when it cannot be had.
 */
async function rootDirectory(path: string, mode: number): Promise<string | undefined> {
  try {
    await mkdir(path);
    // The mode given to mkdir would be narrowed by the umask.
    await chmod(path, mode);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') return undefined;
  }
  const found = await lstat(path);
  const sound = found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
  return sound ? path : undefined;
}

/**
 * A directory, root's own and open to the account, for what the account cannot reach elsewhere.
 * Throws `NOT_PERMITTED` when there is no such place.
 */
export async function relocationDirectory(account: Account): Promise<string> {
  const candidates = sharedDirectories().map((shared) => join(shared, 'consent-gateway'));
  for (const candidate of candidates) {
    const directory = await rootDirectory(candidate, 0o755);
    if (directory !== undefined && (await canEnter(account, directory))) return directory;
  }
  throw new EmbeddedPostgresError(
    'NOT_PERMITTED',
    `PostgreSQL refuses to run as root, and user ${account.uid}, whom it would run as, cannot enter ` +
      `the data directory, nor can a place open to that user be made at ${candidates.join(' or ')}. ${OTHER_WAYS}`,
  );
}

/**
 * Decides where a new cluster goes: into the data directory, unless the account that it runs as
 * cannot enter it (a clone below root's 0700 home).
 */
export async function newHome(
  dataDirectory: string,
  account: Account | undefined,
): Promise<ClusterHome> {
  if (account === undefined || (await canEnter(account, dataDirectory))) {
    return homeAt(dataDirectory, false);
  }
  const clone = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  const directory = await rootDirectory(join(await relocationDirectory(account), clone), 0o711);
  if (directory !== undefined) return homeAt(directory, true);
  throw new EmbeddedPostgresError(
    'NOT_PERMITTED',
    `The directory for this clone's database below ${await relocationDirectory(account)} ` +
      `(${clone}) is not root's own: remove it. ${OTHER_WAYS}`,
  );
}
