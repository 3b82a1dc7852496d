import type { TreeHead } from '../core/consistency.ts';
import type { KeyTenure } from '../keys/key-tenures.ts';
import type { TakenTree } from './tree-store.ts';

/**
 * As far as entries go and the key signs, a bounded number at a time; never short of what was signed
 * already, nor of where the key begins.
 */
export function sizeToSign(
  { size, entries }: TakenTree,
  entriesMax: bigint,
  signed: readonly TreeHead[],
  { from, to = entries }: KeyTenure,
): bigint {
  const bounded = [size + entriesMax, entries, to].reduce(smaller);
  return [bounded, size, smaller(from, entries), ...signed.map((one) => one.size)].reduce(larger);
}

const smaller = (one: bigint, other: bigint) => (one < other ? one : other);
const larger = (one: bigint, other: bigint) => (one > other ? one : other);
