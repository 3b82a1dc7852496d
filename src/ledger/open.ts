import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { Appender } from './append.ts';
import { ScheduledChecks } from './checks/scheduled-checks.ts';
import { LedgerFault } from './core/fault.ts';
import { utf8 } from './core/text.ts';
import { formatTilePath } from './core/tile-path.ts';
import { signatureTypes } from './core/verifier-key.ts';
import { Guard } from './guard/guard.ts';
import { KeyChain } from './keys/key-chain.ts';
import { readKeyEvents } from './keys/key-events.ts';
import { openSigningKey } from './keys/signing-key.ts';
import { findSuccessor, retiredKey } from './keys/successor.ts';
import { expectContinued, knownOrigins } from './operator/origins.ts';
import { withWayForward } from './operator/way-forward.ts';
import type { PublishedLedger } from './proofs.ts';
import { folderOfOrigin } from './second-store/folder.ts';
import { sameDiskWarning } from './second-store/same-disk.ts';
import { sweepHourly } from './second-store/sweep.ts';
import { Soundness } from './soundness.ts';
import { Integrator } from './tree/integrator.ts';
import { integratorParts } from './tree/integrator-parts.ts';
import { readCheckpoint, readTile } from './tree/tree-store.ts';

/** The ledger of a running gateway. */
export type OpenLedger = {
  readonly appender: Appender;
  readonly soundness: Soundness;
  readonly published: PublishedLedger;
  readonly checks: Pick<ScheduledChecks, 'last'>;
  /** Lets what is under way finish and signs what is there. */
  close(): Promise<void>;
};

/**
 * Opens the ledger for a gateway: what appends to it, what signs it, and what watches over it.
 *
 * @throws LedgerUnsound when the ledger is not what was signed; ConfigurationError when it has another
 *   name, or its key signs no more
 */
export async function openLedger(
  config: Pick<Config, 'ledger' | 'database' | 'dataDirectory'>,
  database: Database,
  log: Logger,
): Promise<OpenLedger> {
  const { ledger } = config;
  const { deadline, lockTimeout } = ledger;
  const warning = await sameDiskWarning(config);
  if (warning !== undefined) log.warn(warning);
  const signer = await openSigningKey(ledger.signing, signatureTypes.ed25519);
  const origin = signer.key.name;
  const { events } = await readKeyEvents(database.gateway);
  expectContinued(origin, await knownOrigins(database.gateway, ledger.secondStore), events);
  const keys = new KeyChain(database.gateway, signer.key);
  const checkpoints = folderOfOrigin(ledger.secondStore, origin);
  // One statement at a time is under way, one may be lost to a connection that hangs, and one asks
  // for readiness. None lasts longer than half of the deadline: what it was for can be tried once more.
  const appendPool = database.open('cg_gateway', {
    connections: 3,
    statementTimeout: Math.ceil(deadline / 2),
    lockTimeout: Math.min(lockTimeout, deadline),
  });
  const treePool = database.open('cg_gateway', {
    connections: 2,
    // A connection that has silently gone is waited for so long, and nothing is signed meanwhile.
    statementTimeout: 10_000,
    lockTimeout,
    // Second store and witnesses are waited for with the tree taken, which keeps nobody from appending.
    idleInTransactionTimeout: 10_000,
  });
  const published: PublishedLedger = {
    keys,
    checkpoint: (size) => readCheckpoint(database.gateway, origin, size),
    tile: (tile) => readTile(database.gateway, tile),
  };
  const soundness = new Soundness();
  const guard = new Guard({
    soundness,
    keys,
    origin,
    unsignedMax: ledger.unsignedMax,
    readTile: async (tile) => {
      const bytes = await readTile(treePool, tile);
      if (bytes !== undefined) return bytes;
      throw new LedgerFault('TILE_ABSENT', `tile ${formatTilePath(tile)} is not there`);
    },
  });
  const integrator = new Integrator({
    parts: integratorParts(ledger, { pool: treePool, signer, keys }),
    every: ledger.checkpointEvery,
    soundness,
    log,
    findSuccessor: (successor) => findSuccessor(ledger.signing, successor),
    retired: (successor) => retiredKey(ledger.signing, successor),
    entriesExpected: () => guard.entriesExpected,
    look: async () => {
      const note = await readCheckpoint(treePool, origin);
      if (note !== undefined) await guard.check(utf8(note));
    },
  });
  try {
    await integrator.catchUp();
  } catch (cause) {
    await Promise.all([appendPool.end(), treePool.end()]);
    throw withWayForward(cause, origin);
  }
  integrator.start();
  const checks = new ScheduledChecks({
    ledger,
    database,
    own: signer.key,
    log,
    every: ledger.verifyEvery,
    lookEvery: Math.max(1_000, ledger.checkpointEvery),
    soundness,
  });
  await checks.start();
  const endSweep = sweepHourly(checkpoints, log);
  return {
    appender: new Appender(appendPool, ledger, guard),
    soundness,
    published,
    checks,
    close: async () => {
      await checks.stop();
      await Promise.all([integrator.stop(), endSweep()]);
      await Promise.all([appendPool.end(), treePool.end()]);
    },
  };
}
