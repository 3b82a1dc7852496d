import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, canEnter, isRoot, unprivilegedAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { createCluster, inspectCluster } from './cluster.ts';
import { connectionTo, type EmbeddedConnection, ensureDatabase } from './database.ts';
import { EmbeddedPostgresError, OTHER_WAYS } from './errors.ts';
import {
  type ClusterHome,
  existingHome,
  linkHome,
  newHome,
  openDataDirectory,
  relocationDirectory,
} from './home.ts';
import { rotate } from './log-file.ts';
import { type OwnerLock, takeOwnerLock } from './owner-lock.ts';
import { createPasswords, readPasswords } from './passwords.ts';
import { recoverCluster } from './postmaster.ts';
import { launch } from './server.ts';
import { supervise } from './supervisor.ts';

/** What to start. */
export interface EmbeddedPostgresOptions {
  /** Made when missing; also keeps the passwords, and the log that PostgreSQL writes. */
  dataDirectory: string;
  /** Told, a line at a time, what takes long or may surprise. */
  log: (message: string) => void;
  /** `false` for tests: faster, and nothing survives a crash of the machine. */
  durable?: boolean;
}

/** A running embedded database, and this process its owner. */
export interface EmbeddedPostgres extends EmbeddedConnection {
  /** Where the cluster lies: the data directory, or a directory that it points to. */
  homeDirectory: string;
  /** Ends all sessions and the server, and waits for it; harmless when repeated. */
  stop(): Promise<void>;
}

interface Start {
  dataDirectory: string;
  home: ClusterHome;
  /** Whether an earlier start of this data directory left the cluster. */
  known: boolean;
  account: Account | undefined;
  lock: OwnerLock;
  log: (message: string) => void;
  durable: boolean;
}

/** The account that an existing cluster has to run as: its owner. */
function ownerAccount(owner: Account, cluster: string): Account {
  if (owner.uid !== 0) return owner;
  throw new EmbeddedPostgresError(
    'INCONSISTENT',
    `${cluster} belongs to root, as whom PostgreSQL refuses to run (copied without its owner?). ` +
      `Give it to another user: chown -R postgres: ${cluster}. ${OTHER_WAYS}`,
  );
}

/** Finds the cluster, or the place for a new one, and the account to run it as. */
async function settle(dataDirectory: string) {
  const existing = await existingHome(dataDirectory);
  const owner = existing && (await inspectCluster(existing.cluster));
  if (existing !== undefined && owner === undefined) {
    throw new EmbeddedPostgresError(
      'INCONSISTENT',
      `${join(dataDirectory, 'postgres-location')} says that the database is in ` +
        `${existing.directory}, and it is not there. Put it back, or delete that file to begin with an empty one.`,
    );
  }
  if (!isRoot()) {
    return {
      known: owner !== undefined,
      home: existing ?? (await newHome(dataDirectory, undefined)),
    };
  }
  if (existing === undefined || owner === undefined) {
    const account = await unprivilegedAccount();
    return { known: false, account, home: await newHome(dataDirectory, account) };
  }
  const account = ownerAccount(owner, existing.cluster);
  if (await canEnter(account, existing.directory)) return { known: true, account, home: existing };
  throw new EmbeddedPostgresError(
    'NOT_PERMITTED',
    `The embedded database in ${existing.cluster} belongs to user ${account.uid}, who cannot enter ` +
      `that directory. Let others pass every directory above it: chmod o+x. ${OTHER_WAYS}`,
  );
}

/**
 * The passwords of the cluster, which is made first when there is none. A cluster outside the data
 * directory outlives `rm -r` of the latter; nobody can open it any more, and it is put aside.
 */
async function openCluster(start: Start, binaries: Awaited<ReturnType<typeof findBinaries>>) {
  const { dataDirectory, home, account, durable, log } = start;
  const passwords = await readPasswords(dataDirectory);
  const exists = (await inspectCluster(home.cluster)) !== undefined;
  if (exists && passwords !== undefined) return passwords;
  if (exists && (start.known || !home.relocated)) {
    throw new EmbeddedPostgresError(
      'INCONSISTENT',
      `${join(dataDirectory, 'postgres-password')} is gone, and without it nobody can open ` +
        `${home.cluster}. Restore the file, or move the database away to begin with an empty one.`,
    );
  }
  if (exists) {
    const aside = `${home.cluster}.abandoned`;
    await rm(aside, { recursive: true, force: true });
    await rename(home.cluster, aside);
    log(`The data directory is new: the database of the one before it is kept in ${aside}.`);
  }
  log(`Making the embedded database in ${home.cluster}; once, and it takes some seconds.`);
  const created = passwords ?? (await createPasswords(dataDirectory));
  await createCluster(home, binaries, account, { durable, password: created.postgres });
  return created;
}

async function startLocked(start: Start): Promise<EmbeddedPostgres> {
  const { dataDirectory, home, account, lock, log, durable } = start;
  const { cluster } = home;
  const binaries = await findBinaries(account, async () =>
    account === undefined ? dataDirectory : relocationDirectory(account),
  );
  await lock.assertHeld();
  await recoverCluster(cluster, binaries, log);
  const passwords = await openCluster(start, binaries);
  if (home.relocated) {
    await linkHome(home, dataDirectory);
    log(
      `The embedded database lies in ${cluster}: PostgreSQL, which refuses to run as root, cannot enter ${dataDirectory}.`,
    );
  }
  const logFile = join(dataDirectory, 'postgres.log');
  await rotate(logFile);
  const options = { cluster, binaries, account, logFile, durable, log };
  const server = await launch({ ...options, port: undefined });
  const connection = connectionTo(server.port, passwords);
  try {
    await ensureDatabase(connection, passwords);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const relaunch = async (signal: AbortSignal) => {
    await lock.assertHeld();
    await recoverCluster(cluster, binaries, log);
    return launch({ ...options, port: server.port, signal });
  };
  const supervision = supervise(server, relaunch, log);
  const stop = () => supervision.stop().then(() => lock.release());
  return { ...connection, homeDirectory: home.directory, stop };
}

/**
 * Starts a PostgreSQL 18 of our own on the data directory, which is made when missing, and makes
 * sure of database and login role `consent_gateway`. It listens on loopback only, at a port found
 * free; it is started again when it ends unasked, and ends with this process. What a killed
 * predecessor left behind is recovered. Throws `EmbeddedPostgresError`: `IN_USE` while another
 * process has started the same data directory.
 */
export async function startEmbeddedPostgres({
  dataDirectory: path,
  log,
  durable = true,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDirectory = await openDataDirectory(path, isRoot());
  const { home, known, account } = await settle(dataDirectory);
  const lock = await takeOwnerLock(home.lock);
  try {
    return await startLocked({ dataDirectory, home, known, account, lock, log, durable });
  } catch (error) {
    await lock.release();
    throw error;
  }
}
