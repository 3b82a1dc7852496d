import { inTurn } from '../../in-turn.ts';
import { CompactRange } from '../core/compact-range.ts';
import type { ReadNodes } from '../core/nodes.ts';
import { formatTilePath, type ReadTile, type TileId, tileWidth } from '../core/tile-path.ts';
import { borderTilesOf, nodesFromTiles, type Tile, TileBuilder } from '../core/tiles.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import { LedgerUnsound } from '../unsound.ts';
import { type Queryable, readLeafHashes, readTile, type TakenTree } from './tree-store.ts';

/** How many leaf hashes are read at once. */
const stepSize = 10_000n;

/** The tree as it will be: grown in memory, with what is new of it. */
export type GrownTree = {
  readonly range: CompactRange;
  readonly tiles: readonly Tile[];
  /** Nodes of the grown tree, from what is new and what the database has. */
  readonly readNodes: ReadNodes;
};

/**
 * Grows the tree by entries that it does not cover yet.
 *
 * @param upto the size to grow to; the ledger has as many entries
 * @throws LedgerUnsound GAP where an index is missing, SHRUNKEN where a tile is
 */
export async function growByEntries(
  client: Queryable,
  tree: TakenTree,
  upto: bigint,
): Promise<GrownTree> {
  const builder = await openBuilder(client, tree);
  for (let from = tree.size; from < upto; from += stepSize) {
    const to = from + stepSize < upto ? from + stepSize : upto;
    await appendLeaves(client, builder, from, to);
  }
  const tiles = builder.takeTiles();
  const { range } = builder;
  const readNodes = nodesFromTiles(nodeTreeHash, range.size, overlaid(client, tiles));
  return { range, tiles, readNodes };
}

async function openBuilder(client: Queryable, { size, frontier }: TakenTree): Promise<TileBuilder> {
  const border: (Uint8Array | undefined)[] = [];
  for (const tile of borderTilesOf(size)) {
    border.push(tile.width === 0 ? undefined : await storedTile(client, tile));
  }
  return new TileBuilder(CompactRange.of(nodeTreeHash, size, frontier), border);
}

async function appendLeaves(client: Queryable, builder: TileBuilder, from: bigint, to: bigint) {
  const leaves = await readLeafHashes(client, from, to);
  let expected = from;
  for (const { index, hash } of leaves) {
    if (index !== expected) break;
    builder.append(hash);
    expected += 1n;
  }
  if (expected === to) return;
  throw new LedgerUnsound('GAP', `entry ${expected} is not in the ledger, and later ones are`, {
    index: expected,
  });
}

/** What is new first: it is not in the database yet. */
function overlaid(client: Queryable, tiles: readonly Tile[]): ReadTile {
  const fresh = new Map(tiles.map((tile) => [keyOf(tile), tile.bytes]));
  const turn = inTurn();
  return async (tile) =>
    fresh.get(keyOf(tile))?.subarray(0, tile.width * 32) ?? turn(() => storedTile(client, tile));
}

const keyOf = (tile: TileId) => formatTilePath({ ...tile, width: tileWidth });

async function storedTile(client: Queryable, tile: TileId): Promise<Uint8Array> {
  const bytes = await readTile(client, tile);
  if (bytes !== undefined) return bytes;
  throw new LedgerUnsound('SHRUNKEN', `tile ${formatTilePath(tile)} of the tree is not there`);
}
