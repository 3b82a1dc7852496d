import type { Config } from '../config.ts';
import { type Database, openDatabase, prepareDatabase } from './database.ts';
import { attachEmbeddedPostgres } from './embedded/attach.ts';
import { startEmbeddedPostgres } from './embedded/start.ts';

/** An open database; `close` also ends the embedded server when this process started it. */
export type ConnectedDatabase = { readonly database: Database; close(): Promise<void> };

/**
 * Connects to the database that the settings name, prepared and migrated: that of DATABASE_URL, or
 * the embedded one. A command-line tool joins an embedded server that is running already;
 * the gateway itself must be its only owner.
 *
 * @param how `own` for the gateway, `join` for tools
 */
export async function connectDatabase(
  config: Config,
  how: 'own' | 'join',
  log: (message: string) => void,
): Promise<ConnectedDatabase> {
  const { url, urls, connections, statementTimeout } = config.database;
  const { lockTimeout } = config.ledger;
  const open = (opened: string) =>
    openDatabase({ url: opened, urls, connections, statementTimeout, lockTimeout });
  if (url !== undefined) {
    await prepareDatabase(url, url, undefined, log);
    const database = open(url);
    return { database, close: () => database.close() };
  }
  const { dataDirectory } = config;
  const running = how === 'join' ? await attachEmbeddedPostgres({ dataDirectory }) : undefined;
  if (running !== undefined) {
    const database = open(running.url);
    return { database, close: () => database.close() };
  }
  const embedded = await startEmbeddedPostgres({ dataDirectory, log });
  try {
    const login = decodeURIComponent(new URL(embedded.url).username);
    // The superuser creates the roles in the gateway's own database, and is not used again.
    const administrator = new URL(embedded.superuserUrl);
    administrator.pathname = new URL(embedded.url).pathname;
    await prepareDatabase(administrator.href, embedded.url, login, log);
    const database = open(embedded.url);
    return {
      database,
      close: async () => {
        await database.close();
        await embedded.stop();
      },
    };
  } catch (cause) {
    await embedded.stop();
    throw cause;
  }
}
