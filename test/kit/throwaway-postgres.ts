import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts';

/** A PostgreSQL for one test run: nothing of it survives `stop()`. */
export interface ThrowawayPostgres {
  superuserUrl: string;
  url: string;
  /** Where its cluster lies. */
  homeDirectory: string;
  stop(): Promise<void>;
}

/**
 * Starts the production code's embedded PostgreSQL in a temporary directory, without durability
 * unless told otherwise. Killed, it is started again at the same address.
 */
export async function startThrowawayPostgres(durable = false): Promise<ThrowawayPostgres> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consent-gateway-test-'));
  // As root PostgreSQL runs as another account, which has to pass here.
  await chmod(dataDirectory, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDirectory,
    log: () => undefined,
    durable,
  });
  return {
    superuserUrl: postgres.superuserUrl,
    url: postgres.url,
    homeDirectory: postgres.homeDirectory,
    async stop() {
      await postgres.stop();
      for (const directory of [dataDirectory, postgres.homeDirectory]) {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}
