import type { TreeHead } from '../core/consistency.ts';
import { formatVerifierKey, sameVerifierKey, type VerifierKey } from '../core/verifier-key.ts';
import { LedgerUnsound } from '../unsound.ts';
import type { KeyEvent } from './key-events.ts';

/** Which sizes of the ledger a key signs. */
export type KeyTenure = {
  readonly key: VerifierKey;
  /** The first size that it signs. */
  readonly from: bigint;
  /** The last one: with the entry that puts another in its place. Absent while it signs. */
  readonly to: bigint | undefined;
  /** Where the ledger went on under this key's name, what it was then. */
  readonly continued: TreeHead | undefined;
};

/**
 * The keys of a ledger, one after the other, from its entries. Each signs up to and with the entry
 * that puts another in its place, so that a retired key, should somebody have got hold of it, signs
 * nothing that comes after.
 *
 * @param own the key that this process holds: what leads to it is believed
 * @throws LedgerUnsound FOREIGN_CHECKPOINT where the chain is broken, or does not have the own key
 */
export function tenuresOf(own: VerifierKey, events: readonly KeyEvent[]): readonly KeyTenure[] {
  const [first] = events;
  if (first === undefined) return [{ key: own, from: 1n, to: undefined, continued: undefined }];
  const all = [first.former, ...events.map(({ next }) => next)];
  if (!all.some((key) => sameVerifierKey(key, own))) {
    throw new LedgerUnsound(
      'FOREIGN_CHECKPOINT',
      `the key of this gateway, ${formatVerifierKey(own)}, is none of those that the ledger's entries lead to`,
    );
  }
  let tip = first.former;
  for (const { index, former, next } of events) {
    if (!sameVerifierKey(tip, former)) {
      throw new LedgerUnsound(
        'FOREIGN_CHECKPOINT',
        `entry ${index} tells of the end of a key that was not the ledger's then: ${formatVerifierKey(former)}`,
        { index },
      );
    }
    tip = next;
  }
  return [
    { key: first.former, from: 1n, to: first.index + 1n, continued: undefined },
    ...events.map(({ index, next, continued }, at) => {
      const after = events[at + 1];
      // Another name signs the entry that gave it to the ledger, another key what comes behind.
      const from = continued === undefined ? index + 2n : index + 1n;
      return { key: next, from, to: after === undefined ? undefined : after.index + 1n, continued };
    }),
  ];
}
