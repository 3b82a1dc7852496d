import type { Transaction } from '../db/database.ts';
import { GatewayError } from '../errors.ts';
import { encodeLeaf, type Leaf } from './leaf.ts';

/**
 * Appends events in the transaction that makes them true, as its last statement: from here to COMMIT
 * the ledger's head is locked, so that the order of the ledger is the order of what happened.
 *
 * @throws GatewayError LEDGER_UNAVAILABLE, and then nothing of the transaction stands
 */
export async function appendEvents(tx: Transaction, events: readonly Leaf[]): Promise<void> {
  const leaves = events.map((event) => encodeLeaf(event));
  try {
    await tx.$queryRaw`select idx from ledger.append(${leaves}::bytea[])`;
  } catch (cause) {
    // The transaction ends with it: what was to be recorded has not happened.
    throw new GatewayError('LEDGER_UNAVAILABLE', { cause });
  }
}
