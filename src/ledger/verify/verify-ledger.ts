import type { Config } from '../../config.ts';
import type { Database } from '../../db/database.ts';
import { parseVerifierKey, type VerifierKey } from '../core/verifier-key.ts';
import { KeyChain } from '../keys/key-chain.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { folderOfOrigin, openFolderStore } from '../second-store/folder.ts';
import type { KeptCheckpoint } from './checkpoints.ts';
import { type VerifyOptions, type VerifyReport, verifyDatabase } from './verify-database.ts';

export type VerifyLedgerOptions = Pick<VerifyOptions, 'workers' | 'isBeside' | 'signal'> & {
  /** A key of the ledger: the entries lead from it to the others. */
  readonly own: VerifierKey;
  readonly kept: readonly KeptCheckpoint[];
  readonly onProgress: (done: bigint, of: bigint) => void;
};

/** A range is read in pages; the first connection only waits while threads work. */
const limits = { connections: 2, statementTimeout: 10 * 60_000, idleInTransactionTimeout: 0 };

/** Checks a whole ledger, its second store included. */
export async function verifyLedger(
  ledger: Config['ledger'],
  database: Database,
  { own, kept, ...options }: VerifyLedgerOptions,
): Promise<VerifyReport> {
  // Before the entries: the ledger may grow, and what was signed earlier must be in it all the same.
  const newest = await openFolderStore(folderOfOrigin(ledger.secondStore, own.name)).latest();
  const second =
    newest === undefined ? [] : [{ note: newest, where: 'the newest of the second store' }];
  const pool = database.open('cg_gateway', limits);
  try {
    return await verifyDatabase({
      ...options,
      pool,
      keys: new KeyChain(pool, own),
      witnessKeys: ledger.witnesses.map(({ verifierKey }) =>
        parseVerifierKey(nodePrimitives, verifierKey),
      ),
      quorum: ledger.witnessQuorum,
      kept: [...kept, ...second],
    });
  } finally {
    await pool.end();
  }
}
