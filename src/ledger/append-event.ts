import type { Transaction } from '../db/database.ts';
import { isPassing } from '../db/passing-faults.ts';
import { GatewayError } from '../errors.ts';
import type { Leaf } from './leaf.ts';
import { encodeLeaf } from './leaf-bytes.ts';

/**
 * Appends events in the transaction that makes them true, as its last statement: from here to COMMIT
 * the ledger's head is locked, so that the order of the ledger is the order of what happened.
 *
 * @throws GatewayError LEDGER_UNAVAILABLE when trying again may help; whatever else the ledger says is
 *   a fault of ours, and passed on. Nothing of the transaction stands then
 */
export async function appendEvents(tx: Transaction, events: readonly Leaf[]): Promise<void> {
  const leaves = events.map((event) => encodeLeaf(event));
  try {
    await tx.$queryRaw`select idx from ledger.append(${leaves}::bytea[])`;
  } catch (cause) {
    // The transaction ends with it: what was to be recorded has not happened.
    if (!isPassing(cause)) throw cause;
    throw new GatewayError('LEDGER_UNAVAILABLE', { cause });
  }
}
