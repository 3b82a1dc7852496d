import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillLedger } from './fill-ledger.ts';
import {
  type BenchPostgres,
  copyDatabase,
  createMigrated,
  startBenchPostgres,
} from './postgres.ts';
import { type Population, seed } from './seed.ts';
import { type Issuer, startIssuer } from './tokens.ts';

/** Copies of one seeded database: as it is, with a peer's policies, with a ledger of a size … */
export type DatabaseName =
  | 'main'
  | 'policies'
  | 'ledger10k'
  | 'ledger1m'
  | 'growing'
  | 'imported'
  | 'appended'
  | 'signed'
  | 'beside';

/** What all systems of a run share. */
export type World = {
  readonly postgres: BenchPostgres;
  readonly issuer: Issuer;
  readonly population: Population;
  readonly dataDirectory: string;
  url(database: DatabaseName): string;
  /** Makes the database, unless it is there. */
  prepare(database: DatabaseName): Promise<void>;
  stop(): Promise<void>;
};

const seeded = 'seeded';
const entries: Partial<Record<DatabaseName, number>> = { ledger10k: 10_000, ledger1m: 1_000_000 };

/** Starts the database and the identity provider, and fills in the members. */
export async function makeWorld(members: number, say: (text: string) => void): Promise<World> {
  const postgres = await startBenchPostgres();
  const issuer = await startIssuer();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consent-gateway-bench-'));
  await chmod(dataDirectory, 0o711);
  const stop = async () => {
    await issuer.stop();
    await postgres.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  try {
    say(`filling a database with ${members} members, by importer and services`);
    await createMigrated(postgres, seeded);
    const population = await seed(postgres, seeded, members);
    const made = new Set<DatabaseName>();
    return {
      postgres,
      issuer,
      population,
      dataDirectory,
      url: (database) => postgres.url(database),
      prepare: async (database) => {
        if (made.has(database)) return;
        made.add(database);
        await copyDatabase(postgres, seeded, database);
        const size = entries[database];
        if (size !== undefined) {
          say(`filling a ledger with ${size} entries`);
          await fillLedger(postgres.url(database), size);
          await postgres.run(database, 'vacuum analyze');
        }
      },
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
