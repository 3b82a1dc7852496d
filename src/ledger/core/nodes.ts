import { levelsOf } from './compact-range.ts';
import type { Hash, TreeHash } from './tree-hash.ts';

/** A perfect subtree's root: it spans the leaves from `index << level` on, `1 << level` of them. */
export type NodeId = { readonly level: number; readonly index: bigint };

/** Reads the hashes of nodes, in the order asked for. */
export type ReadNodes = (ids: readonly NodeId[]) => Promise<readonly Hash[]>;

/** The leaves from `from` on, `to` excluded, that one hash of a proof stands for. */
export type LeafRange = { readonly from: bigint; readonly to: bigint };

/**
 * The perfect subtrees of a range, left to right. Ranges in proofs begin where a subtree as large as
 * theirs may begin, so that the largest come first.
 */
function nodesOf({ from, to }: LeafRange): NodeId[] {
  let at = from;
  return levelsOf(to - from).map((level) => {
    const node = { level, index: at >> BigInt(level) };
    at += 1n << BigInt(level);
    return node;
  });
}

/** Reads what a proof's hashes are made of, all at once, and makes them. */
export async function hashRanges(
  hash: TreeHash,
  ranges: readonly LeafRange[],
  read: ReadNodes,
): Promise<Hash[]> {
  const nodes = ranges.map(nodesOf);
  const hashes = [...(await read(nodes.flat()))];
  return nodes.map((of) => {
    const parts = hashes.splice(0, of.length);
    return parts.reduceRight((right, left) => hash.node(left, right));
  });
}
