import { LedgerFault } from './fault.ts';

/** SHA-256 of some bytes, 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** 32 bytes. */
export type Hash = Uint8Array;

export const hashLength = 32;

/**
 * The hashes of a Merkle tree (RFC 6962 section 2.1): leaves and inner nodes are told apart by a first
 * byte, so that no inner node can be passed off as a leaf.
 */
export type TreeHash = {
  /** The root of a tree without leaves. */
  readonly empty: Hash;
  readonly leaf: (entry: Uint8Array) => Hash;
  readonly node: (left: Hash, right: Hash) => Hash;
};

/** @param sha256 the platform's own: Node's, or a library's in the browser */
export function treeHashOf(sha256: Sha256): TreeHash {
  // Inner nodes are hashed by the million, each within one call: they share one buffer.
  const pair = new Uint8Array(1 + 2 * hashLength);
  pair[0] = 1;
  return {
    empty: sha256(new Uint8Array()),
    leaf: (entry) => {
      const bytes = new Uint8Array(1 + entry.length);
      bytes.set(entry, 1);
      return sha256(bytes);
    },
    node: (left, right) => {
      pair.set(left, 1);
      pair.set(right, 1 + hashLength);
      return sha256(pair);
    },
  };
}

/** Whether two hashes are the same; nothing here is secret, so it takes what time it takes. */
export function sameHash(one: Hash, other: Hash): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** @throws LedgerFault HASH_LENGTH */
export function expectHash(hash: Uint8Array, what: string): Hash {
  if (hash.length === hashLength) return hash;
  throw new LedgerFault('HASH_LENGTH', `${what} has ${hash.length} bytes; a hash has 32`);
}
