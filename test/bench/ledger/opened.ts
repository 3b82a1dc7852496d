import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Config, readConfig } from '../../../src/config.ts';
import { type Database, openDatabase } from '../../../src/db/database.ts';
import { signatureTypes } from '../../../src/ledger/core/verifier-key.ts';
import { KeyChain } from '../../../src/ledger/keys/key-chain.ts';
import { openSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { type OpenLedger, openLedger } from '../../../src/ledger/open.ts';
import { integrateOnce } from '../../../src/ledger/tree/integrate.ts';
import { integratorParts } from '../../../src/ledger/tree/integrator-parts.ts';
import type { World } from '../world/world.ts';

/** A ledger as a gateway opens it, with its appender, integrator and guard, but without a gateway. */
export type OpenedLedger = OpenLedger & {
  readonly database: Database;
  readonly config: Config;
  /** Signs here and now until a checkpoint covers every entry, and says how many. */
  integrate(): Promise<bigint>;
};

/** Opens one with a key and a second store of its own; the world's folder holds both. */
export async function openBenchLedger(
  { dataDirectory }: Pick<World, 'dataDirectory'>,
  url: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<OpenedLedger> {
  const folder = await mkdtemp(join(dataDirectory, 'ledger-'));
  const config = readConfig({ DATABASE_URL: url, DATA_DIR: folder, ...settings });
  const limits = { connections: 4, statementTimeout: 600_000, lockTimeout: 60_000 };
  const database = openDatabase({ url, ...limits });
  const opened = await openLedger(config, database, pino({ level: 'fatal' }));
  const signer = await openSigningKey(config.ledger.signing, signatureTypes.ed25519);
  const keys = new KeyChain(database.gateway, signer.key);
  const parts = integratorParts(config.ledger, { pool: database.gateway, signer, keys });
  return {
    ...opened,
    database,
    config,
    integrate: async () => {
      for (;;) {
        const done = await integrateOnce(parts);
        if (done.kind === 'SIGNED' && !done.more) return done.checkpoint.size;
        if (done.kind === 'RETIRED') throw new Error('the key of the bench signs no more');
        if (done.kind === 'UP_TO_DATE')
          return BigInt((await opened.published.checkpoint())?.split('\n')[1] ?? 0);
      }
    },
    close: async () => {
      await opened.close();
      await database.close();
    },
  };
}
