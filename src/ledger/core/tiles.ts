import type { CompactRange } from './compact-range.ts';
import { LedgerFault } from './fault.ts';
import type { NodeId, ReadNodes } from './nodes.ts';
import {
  formatTilePath,
  type ReadTile,
  type TileId,
  tileHeight,
  tileWidth,
  widthAt,
} from './tile-path.ts';
import { type Hash, hashLength, type TreeHash } from './tree-hash.ts';

/** A tile with its bytes. */
export type Tile = TileId & { readonly bytes: Uint8Array };

/**
 * Grows a tree and its tiles. It begins with the tiles on the right border, which are not yet full,
 * and gives back every tile that has changed.
 */
export class TileBuilder {
  readonly range: CompactRange;
  /** The border's hashes by level of tiles. */
  readonly #border: Hash[][];
  #full: Tile[] = [];

  /**
   * @param border the partial tiles of the range's size, by level; absent where the level has none
   * @throws LedgerFault TILE_LENGTH when one has not the width that the size asks for
   */
  constructor(range: CompactRange, border: readonly (Uint8Array | undefined)[]) {
    this.range = range;
    this.#border = borderTilesOf(range.size).map(({ level, index, width }) => {
      const bytes = border[level] ?? new Uint8Array();
      return hashesOf({ level, index, width }, bytes);
    });
  }

  append(leafHash: Hash): void {
    this.range.append(leafHash, (level, hash) => {
      if (level % tileHeight === 0) this.#add(level / tileHeight, hash);
    });
  }

  /** The tiles that are new or longer since the last call: full ones, and the border. */
  takeTiles(): Tile[] {
    const border = borderTilesOf(this.range.size)
      .filter(({ width }) => width > 0)
      .map((tile) => ({ ...tile, bytes: concatenate(this.#border[tile.level] ?? []) }));
    const tiles = [...this.#full, ...border];
    this.#full = [];
    return tiles;
  }

  #add(level: number, hash: Hash): void {
    const hashes = this.#border[level] ?? [];
    this.#border[level] = hashes;
    hashes.push(hash);
    if (hashes.length < tileWidth) return;
    // The range counts this leaf only when its last node is through.
    const index = this.range.size >> BigInt((level + 1) * tileHeight);
    this.#full.push({ level, index, width: tileWidth, bytes: concatenate(hashes) });
    this.#border[level] = [];
  }
}

/** The tiles on the right border of a size, from the leaves up; width 0 where a level's last is full. */
export function borderTilesOf(size: bigint): TileId[] {
  const tiles: TileId[] = [];
  for (let level = 0, nodes = size; nodes > 0n; level += 1, nodes >>= BigInt(tileHeight)) {
    tiles.push({
      level,
      index: nodes / BigInt(tileWidth),
      width: Number(nodes % BigInt(tileWidth)),
    });
  }
  return tiles;
}

/**
 * Reads nodes out of the tiles of a tree of some size: those between levels of tiles are hashed again.
 *
 * @throws LedgerFault TILE_ABSENT for a node beyond the size, TILE_LENGTH
 */
export function nodesFromTiles(hash: TreeHash, size: bigint, readTile: ReadTile): ReadNodes {
  return async (ids) => {
    const wanted = new Map<string, Promise<Hash[]>>();
    const hashesOfTile = (tile: TileId) => {
      const path = formatTilePath(tile);
      const known = wanted.get(path) ?? readTile(tile).then((bytes) => hashesOf(tile, bytes));
      wanted.set(path, known);
      return known;
    };
    return Promise.all(
      ids.map(async (id) => {
        const { tile, from, to } = placeOf(id, size);
        const hashes = (await hashesOfTile(tile)).slice(from, to);
        return subtreeRoot(hash, hashes);
      }),
    );
  };
}

/** Which tile a node comes from, and from which of its hashes. */
function placeOf({ level, index }: NodeId, size: bigint) {
  const below = level % tileHeight;
  const first = index << BigInt(below);
  const tile = { level: (level - below) / tileHeight, index: first / BigInt(tileWidth) };
  const width = widthAt(size, tile.level, tile.index);
  const from = Number(first % BigInt(tileWidth));
  const to = from + 2 ** below;
  if (to > width) {
    throw new LedgerFault(
      'TILE_ABSENT',
      `a tree of ${size} has no node ${index} at level ${level}`,
    );
  }
  return { tile: { ...tile, width }, from, to };
}

/** The root over hashes that are as many as a power of two. */
function subtreeRoot(hash: TreeHash, hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let at = 0; at + 1 < row.length; at += 2)
      above.push(hash.node(pick(row, at), pick(row, at + 1)));
    row = above;
  }
  return pick(row, 0);
}

function hashesOf(tile: TileId, bytes: Uint8Array): Hash[] {
  if (bytes.length !== tile.width * hashLength) {
    throw new LedgerFault(
      'TILE_LENGTH',
      `tile ${formatTilePath(tile)} has ${bytes.length} bytes, not ${tile.width * hashLength}`,
    );
  }
  return Array.from({ length: tile.width }, (_, at) =>
    bytes.subarray(at * hashLength, (at + 1) * hashLength),
  );
}

function concatenate(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * hashLength);
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * hashLength);
  return bytes;
}

function pick(hashes: readonly Hash[], at: number): Hash {
  const hash = hashes[at];
  if (hash === undefined) throw new RangeError(`no hash at ${at} of ${hashes.length}`);
  return hash;
}
