import { LedgerFault } from './fault.ts';
import { bitLength, isRight, largestPowerBelow } from './inclusion.ts';
import { hashRanges, type LeafRange, type ReadNodes } from './nodes.ts';
import { expectHash, type Hash, sameHash, type TreeHash } from './tree-hash.ts';

/**
 * Proves that the tree of a size is the beginning of the tree of a larger one (RFC 6962 section 2.1.2).
 *
 * @throws LedgerFault EMPTY_TREE or SIZES_DESCEND
 */
export function proveConsistency(
  hash: TreeHash,
  from: bigint,
  to: bigint,
  read: ReadNodes,
): Promise<Hash[]> {
  expectAscending(from, to);
  return hashRanges(hash, subproofRanges(from, { from: 0n, to }, true), read);
}

/** A tree of some size, by its root hash. */
export type TreeHead = { readonly size: bigint; readonly root: Hash };

/**
 * Checks that `later` holds all that `earlier` held, in the same order (RFC 9162 section 2.1.4.2).
 * Nothing is consistent with an empty tree, because everything would be: who has one has nothing to
 * check.
 *
 * @throws LedgerFault EMPTY_TREE, SIZES_DESCEND, HASH_LENGTH, PROOF_LENGTH, OLD_ROOT_MISMATCH (the proof
 *   is none of the earlier root) or ROOT_MISMATCH (of the later)
 */
export function verifyConsistency(
  hash: TreeHash,
  earlier: TreeHead,
  later: TreeHead,
  proof: readonly Hash[],
): void {
  expectAscending(earlier.size, later.size);
  expectHash(earlier.root, 'the earlier root hash');
  expectHash(later.root, 'the later root hash');
  const expected = consistencyProofLength(earlier.size, later.size);
  if (proof.length !== expected) {
    throw new LedgerFault(
      'PROOF_LENGTH',
      `from ${earlier.size} to ${later.size} leads a proof of ${expected} hashes, not ${proof.length}`,
    );
  }
  const [olderRoot, newerRoot] = rootsOf(hash, earlier, later.size, proof);
  if (!sameHash(olderRoot, earlier.root)) {
    throw new LedgerFault(
      'OLD_ROOT_MISMATCH',
      `the proof leads to another root than that of size ${earlier.size}`,
    );
  }
  if (!sameHash(newerRoot, later.root)) {
    throw new LedgerFault(
      'ROOT_MISMATCH',
      `size ${later.size} does not go on from what size ${earlier.size} was`,
    );
  }
}

/** The roots of both sizes that a proof leads to. */
function rootsOf(
  hash: TreeHash,
  earlier: TreeHead,
  laterSize: bigint,
  proof: readonly Hash[],
): [older: Hash, newer: Hash] {
  // A perfect earlier tree is a node of the later one; its hash is known and not in the proof.
  const path = isPowerOfTwo(earlier.size) ? [earlier.root, ...proof] : proof;
  const [seed, ...rest] = path;
  if (seed === undefined || earlier.size === laterSize) return [earlier.root, earlier.root];
  const skipped = trailingOnes(earlier.size - 1n);
  let at = (earlier.size - 1n) >> skipped;
  let last = (laterSize - 1n) >> skipped;
  let older = expectHash(seed, 'a hash of the proof');
  let newer = seed;
  for (const sibling of rest) {
    expectHash(sibling, 'a hash of the proof');
    if (isRight(at) || at === last) {
      older = hash.node(sibling, older);
      newer = hash.node(sibling, newer);
      while (!isRight(at) && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      newer = hash.node(newer, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return [older, newer];
}

/** How many hashes lead from one size to another. */
function consistencyProofLength(from: bigint, to: bigint): number {
  return from === to ? 0 : subproofRanges(from, { from: 0n, to }, true).length;
}

/** @param whole whether the earlier tree's root itself, which the verifier has, stands for this part */
function subproofRanges(size: bigint, { from, to }: LeafRange, whole: boolean): LeafRange[] {
  if (size === to - from) return whole ? [] : [{ from, to }];
  const middle = largestPowerBelow(to - from);
  const split = from + middle;
  return size <= middle
    ? [...subproofRanges(size, { from, to: split }, whole), { from: split, to }]
    : [...subproofRanges(size - middle, { from: split, to }, false), { from, to: split }];
}

function expectAscending(from: bigint, to: bigint): void {
  if (from <= 0n) throw new LedgerFault('EMPTY_TREE', 'nothing can be proved from an empty tree');
  if (from > to) throw new LedgerFault('SIZES_DESCEND', `size ${to} is smaller than ${from}`);
}

const isPowerOfTwo = (value: bigint) => (value & (value - 1n)) === 0n;

/** How many levels the last leaf's subtree is complete in. */
function trailingOnes(value: bigint): bigint {
  return BigInt(bitLength(value ^ (value + 1n)) - 1);
}
