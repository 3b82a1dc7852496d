import { proveConsistency, type TreeHead, verifyConsistency } from '../core/consistency.ts';
import { LedgerFault } from '../core/fault.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import { LedgerUnsound } from '../unsound.ts';
import type { GrownTree } from './grown-tree.ts';
import type { TakenTree } from './tree-store.ts';

/** @throws LedgerUnsound SHRUNKEN when there are fewer entries than were signed */
export function expectEntries(signed: TreeHead, { size, entries }: TakenTree): void {
  const covered = signed.size > size ? signed.size : size;
  if (covered <= entries) return;
  throw new LedgerUnsound(
    'SHRUNKEN',
    `size ${covered} was signed, and the ledger has ${entries} entries`,
    { index: entries },
  );
}

/** @throws LedgerUnsound FORKED when what was signed is not the beginning of the tree */
export async function expectContinuation(
  signed: TreeHead,
  { range, readNodes }: GrownTree,
): Promise<void> {
  const now = { size: range.size, root: range.root() };
  // Everything goes on from nothing.
  if (signed.size === 0n) return;
  try {
    const proof = await proveConsistency(nodeTreeHash, signed.size, now.size, readNodes);
    verifyConsistency(nodeTreeHash, signed, now, proof);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new LedgerUnsound(
      'FORKED',
      `the ledger does not go on from what was signed at size ${signed.size}`,
      { cause },
    );
  }
}
