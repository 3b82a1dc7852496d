import { LedgerFault } from './fault.ts';
import { hashRanges, type LeafRange, type ReadNodes } from './nodes.ts';
import { expectHash, type Hash, sameHash, type TreeHash } from './tree-hash.ts';

/**
 * Proves that an entry is in the tree of a size (RFC 6962 section 2.1.1), from the leaf's sibling up.
 *
 * @throws LedgerFault INDEX_BEYOND_SIZE
 */
export function proveInclusion(
  hash: TreeHash,
  index: bigint,
  size: bigint,
  read: ReadNodes,
): Promise<Hash[]> {
  expectWithin(index, size);
  return hashRanges(hash, siblingRanges(index, { from: 0n, to: size }), read);
}

/**
 * Checks that a leaf stands at an index of the tree with this size and root (RFC 9162 section 2.1.3.2).
 *
 * @throws LedgerFault INDEX_BEYOND_SIZE, HASH_LENGTH, PROOF_LENGTH or ROOT_MISMATCH
 */
export function verifyInclusion(
  hash: TreeHash,
  claim: {
    readonly index: bigint;
    readonly size: bigint;
    readonly leafHash: Hash;
    readonly root: Hash;
  },
  proof: readonly Hash[],
): void {
  const { index, size } = claim;
  expectWithin(index, size);
  expectHash(claim.leafHash, 'the leaf hash');
  expectHash(claim.root, 'the root hash');
  const expected = inclusionProofLength(index, size);
  if (proof.length !== expected) {
    throw new LedgerFault(
      'PROOF_LENGTH',
      `entry ${index} of ${size} is proved by ${expected} hashes, not ${proof.length}`,
    );
  }
  let at = index;
  let last = size - 1n;
  let root = claim.leafHash;
  for (const sibling of proof) {
    expectHash(sibling, 'a hash of the proof');
    if (isRight(at) || at === last) {
      root = hash.node(sibling, root);
      // On the right border the levels in which there is no sibling are skipped.
      while (!isRight(at) && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      root = hash.node(root, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  if (!sameHash(root, claim.root)) {
    throw new LedgerFault(
      'ROOT_MISMATCH',
      `the proof of entry ${index} leads to another root than that of size ${size}`,
    );
  }
}

/** How many hashes prove an entry: those inside the subtree it shares with the last, and those left of it. */
function inclusionProofLength(index: bigint, size: bigint): number {
  const inner = bitLength(index ^ (size - 1n));
  return inner + bitCount(index >> BigInt(inner));
}

/** What an entry is hashed together with on its way up, from its sibling on. */
function siblingRanges(index: bigint, { from, to }: LeafRange): LeafRange[] {
  if (to - from === 1n) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...siblingRanges(index, { from, to: middle }), { from: middle, to }]
    : [...siblingRanges(index, { from: middle, to }), { from, to: middle }];
}

function expectWithin(index: bigint, size: bigint): void {
  if (index >= 0n && index < size) return;
  throw new LedgerFault('INDEX_BEYOND_SIZE', `a tree of ${size} has no entry ${index}`);
}

/** The largest power of two smaller than a number above 1: where RFC 6962 divides a tree. */
export function largestPowerBelow(size: bigint): bigint {
  return 1n << BigInt(bitLength(size - 1n) - 1);
}

export const isRight = (index: bigint) => (index & 1n) === 1n;
export const bitLength = (value: bigint) => (value === 0n ? 0 : value.toString(2).length);
const bitCount = (value: bigint) => value.toString(2).replaceAll('0', '').length;
