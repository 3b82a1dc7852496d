import type { Transaction } from '../db/database.ts';
import { encodeLeaf, type Leaf } from './leaf.ts';

/**
 * Appends events in the transaction that makes them true, as its last statement: from here to COMMIT
 * the ledger's head is locked, so that the order of the ledger is the order of what happened.
 */
export async function appendEvents(tx: Transaction, events: readonly Leaf[]): Promise<void> {
  const leaves = events.map((event) => encodeLeaf(event));
  await tx.$queryRaw`select idx from ledger.append(${leaves}::bytea[])`;
}
