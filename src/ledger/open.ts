import type { Logger } from 'pino';
import { type Config, ConfigurationError } from '../config.ts';
import type { Database } from '../db/database.ts';
import { Appender } from './append.ts';
import { LedgerFault } from './core/fault.ts';
import { utf8 } from './core/text.ts';
import { formatTilePath } from './core/tile-path.ts';
import { parseVerifierKey, signatureTypes } from './core/verifier-key.ts';
import { Guard } from './guard/guard.ts';
import { openSigningKey } from './keys/signing-key.ts';
import { nodePrimitives } from './node-primitives.ts';
import type { PublishedLedger } from './proofs.ts';
import { openFolderStore } from './second-store/folder.ts';
import { Soundness } from './soundness.ts';
import { Integrator } from './tree/integrator.ts';
import { readCheckpoint, readTile } from './tree/tree-store.ts';
import { WitnessClient } from './witness/client.ts';
import { Witnesses } from './witness/quorum.ts';

/** The ledger of a running gateway. */
export type OpenLedger = {
  readonly appender: Appender;
  readonly soundness: Soundness;
  readonly published: PublishedLedger;
  /** Lets what is under way finish and signs what is there. */
  close(): Promise<void>;
};

/**
 * Opens the ledger for a gateway: what appends to it, what signs it, and what watches over it.
 *
 * @throws LedgerUnsound when the ledger is not what was signed, ConfigurationError
 */
export async function openLedger(
  { ledger }: Pick<Config, 'ledger'>,
  database: Database,
  log: Logger,
): Promise<OpenLedger> {
  const { deadline, lockTimeout } = ledger;
  const signer = await openSigningKey(ledger.signing, signatureTypes.ed25519);
  const origin = signer.key.name;
  // One statement at a time is under way, one may be lost to a connection that hangs, and one asks
  // for readiness. None lasts longer than half of the deadline: what it was for can be tried once more.
  const appendPool = database.open('cg_gateway', {
    connections: 3,
    statementTimeout: Math.ceil(deadline / 2),
    lockTimeout: Math.min(lockTimeout, deadline),
  });
  const treePool = database.open('cg_gateway', {
    connections: 2,
    statementTimeout: 30_000,
    lockTimeout,
    // Second store and witnesses are waited for with the tree taken, which keeps nobody from appending.
    idleInTransactionTimeout: 10_000,
  });
  const published: PublishedLedger = {
    key: signer.key,
    checkpoint: (size) => readCheckpoint(database.gateway, origin, size),
    tile: (tile) => readTile(database.gateway, tile),
  };
  const soundness = new Soundness();
  const guard = new Guard({
    soundness,
    keys: [signer.key],
    origin,
    unsignedMax: ledger.unsignedMax,
    readTile: async (tile) => {
      const bytes = await readTile(treePool, tile);
      if (bytes !== undefined) return bytes;
      throw new LedgerFault('TILE_ABSENT', `tile ${formatTilePath(tile)} is not there`);
    },
  });
  const integrator = new Integrator({
    parts: {
      pool: treePool,
      secondStore: openFolderStore(ledger.secondStore),
      signer,
      keys: [signer.key],
      entriesMax: 100_000n,
      witnesses: new Witnesses(ledger.witnesses.map(openWitness), ledger.witnessQuorum),
    },
    every: ledger.checkpointEvery,
    soundness,
    log,
    entriesExpected: () => guard.entriesExpected,
    look: async () => {
      const note = await readCheckpoint(treePool, origin);
      if (note !== undefined) await guard.check(utf8(note));
    },
  });
  await integrator.catchUp();
  integrator.start();
  return {
    appender: new Appender(appendPool, ledger, guard),
    soundness,
    published,
    close: async () => {
      await integrator.stop();
      await Promise.all([appendPool.end(), treePool.end()]);
    },
  };
}

function openWitness({ verifierKey, url }: Config['ledger']['witnesses'][number]): WitnessClient {
  try {
    return new WitnessClient({ key: parseVerifierKey(nodePrimitives, verifierKey), url }, 3_000);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new ConfigurationError(`LEDGER_WITNESSES: ${cause.message}`);
  }
}
