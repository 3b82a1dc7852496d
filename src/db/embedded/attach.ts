import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, connectionTo, type EmbeddedConnection } from './database.ts';
import { EmbeddedPostgresError, systemCode, unlessMissing } from './errors.ts';
import { existingHome, homeAt } from './home.ts';
import { liveOwner } from './owner-lock.ts';
import { readPasswords } from './passwords.ts';
import { readPostmasterFile } from './postmaster.ts';

/** What to attach to. */
export interface AttachOptions {
  dataDirectory: string;
  /** How long (milliseconds) an owner that is still starting is waited for. */
  patience?: number;
}

/**
 * The connection to the embedded database that another process has started on this data directory,
 * for command-line tools beside a running gateway. Undefined when no live process owns one: a
 * server that outlived its owner does not count, `startEmbeddedPostgres` recovers that. Throws
 * `NOT_STARTED` when there is an owner, and its database does not answer in time; `NOT_PERMITTED`
 * when the data directory is another user's.
 */
export async function attachEmbeddedPostgres(
  options: AttachOptions,
): Promise<EmbeddedConnection | undefined> {
  try {
    return await attach(options);
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error;
    throw new EmbeddedPostgresError(
      'NOT_PERMITTED',
      `This user may not look into ${options.dataDirectory}: run as the user who started the ` +
        'embedded database there.',
      error,
    );
  }
}

async function attach({
  dataDirectory,
  patience = 60_000,
}: AttachOptions): Promise<EmbeddedConnection | undefined> {
  const directory = await unlessMissing(realpath(dataDirectory));
  if (directory === undefined) return undefined;
  const deadline = Date.now() + patience;
  for (;;) {
    const home = (await existingHome(directory)) ?? homeAt(directory, false);
    const owner = await liveOwner(home.lock);
    if (owner === undefined) return undefined;
    const file = await readPostmasterFile(home.cluster);
    const passwords = await readPasswords(directory);
    if (file?.ready && passwords !== undefined) {
      const connection = connectionTo(file.port, passwords);
      if (await answers(connection)) return connection;
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        'NOT_STARTED',
        `Process ${owner.pid} owns the embedded database in ${home.cluster}, which does not answer. ` +
          `See postgres.log in ${directory}, or stop that process and start again.`,
      );
    }
    await sleep(100);
  }
}
