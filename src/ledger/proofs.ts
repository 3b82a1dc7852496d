import { proveConsistency } from './core/consistency.ts';
import { LedgerFault } from './core/fault.ts';
import { proveInclusion } from './core/inclusion.ts';
import type { ReadNodes } from './core/nodes.ts';
import { utf8 } from './core/text.ts';
import { formatTilePath } from './core/tile-path.ts';
import { nodesFromTiles } from './core/tiles.ts';
import { formatTlogProof } from './core/tlog-proof.ts';
import type { Hash } from './core/tree-hash.ts';
import type { KeyChain, OwnCheckpoint } from './keys/key-chain.ts';
import { nodeTreeHash } from './node-primitives.ts';

/** What anybody may read of the ledger: signed checkpoints, and hashes. */
export type PublishedLedger = {
  readonly keys: Pick<KeyChain, 'open' | 'tenures' | 'tenureOf'>;
  /** The newest checkpoint, a signed note; or that of a size. */
  checkpoint(size?: bigint): Promise<string | undefined>;
  /** A tile that the published tree has; undefined where it has none so wide. */
  tile(tile: Parameters<typeof formatTilePath>[0]): Promise<Uint8Array | undefined>;
};

/** A checkpoint as it was signed, and what it says. */
export type PublishedCheckpoint = OwnCheckpoint & { readonly text: string };

/** That an entry is in the tree of a size. */
export type InclusionProof = {
  readonly index: bigint;
  readonly size: bigint;
  readonly hashes: readonly Hash[];
  /** The same with its checkpoint (C2SP tlog-proof); absent where no checkpoint was signed at this size. */
  readonly standing: string | undefined;
};

/** The newest checkpoint; undefined while nothing is signed. */
export async function newestCheckpoint(
  published: PublishedLedger,
): Promise<PublishedCheckpoint | undefined> {
  const text = await published.checkpoint();
  if (text === undefined) return undefined;
  return { ...(await published.keys.open(utf8(text))), text };
}

/**
 * Proves an entry.
 *
 * @param size of the tree; that of the newest checkpoint unless given
 * @returns undefined where the published tree does not reach so far
 */
export async function inclusionProof(
  published: PublishedLedger,
  index: bigint,
  size?: bigint,
): Promise<InclusionProof | undefined> {
  const newest = await newestCheckpoint(published);
  const of = size ?? newest?.size ?? 0n;
  if (newest === undefined || of > newest.size || index >= of) return undefined;
  const hashes = await proveInclusion(nodeTreeHash, index, of, nodesOf(published, of));
  const checkpoint = of === newest.size ? newest.text : await published.checkpoint(of);
  const standing =
    checkpoint === undefined
      ? undefined
      : formatTlogProof({ extra: undefined, index, hashes, checkpoint });
  return { index, size: of, hashes, standing };
}

/**
 * Proves that a size goes on from an earlier one.
 *
 * @returns undefined where the published tree does not reach so far
 * @throws LedgerFault EMPTY_TREE or SIZES_DESCEND
 */
export async function consistencyProof(
  published: PublishedLedger,
  from: bigint,
  to: bigint,
): Promise<readonly Hash[] | undefined> {
  const newest = await newestCheckpoint(published);
  if (newest === undefined || to > newest.size) return undefined;
  return proveConsistency(nodeTreeHash, from, to, nodesOf(published, to));
}

function nodesOf(published: PublishedLedger, size: bigint): ReadNodes {
  return nodesFromTiles(nodeTreeHash, size, async (tile) => {
    const bytes = await published.tile(tile);
    if (bytes !== undefined) return bytes;
    throw new LedgerFault('TILE_ABSENT', `tile ${formatTilePath(tile)} is not there`);
  });
}
