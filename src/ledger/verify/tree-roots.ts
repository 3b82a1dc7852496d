import { CompactRange } from '../core/compact-range.ts';
import { formatTilePath } from '../core/tile-path.ts';
import { type Tile, TileBuilder } from '../core/tiles.ts';
import { type Hash, sameHash } from '../core/tree-hash.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import type { ExpectedRoot } from './checkpoints.ts';
import type { Finding } from './finding.ts';
import { type RangeResult, rangeWidth } from './range-check.ts';

/** Levels of tiles within a range. */
const levelsOfRange = 2;

/**
 * Puts the ranges together, in their order: the tree above them, its tiles, and the root of every
 * checkpoint that was ever signed.
 */
export class TreeRoots {
  readonly findings: Finding[] = [];
  readonly #expected: readonly ExpectedRoot[];
  readonly #storedTile: (tile: Tile) => Promise<Uint8Array | undefined>;
  /** The tree over the roots of the ranges. */
  readonly #upper = new TileBuilder(CompactRange.empty(nodeTreeHash), []);
  readonly #covered: bigint;

  constructor(parts: {
    readonly expected: readonly ExpectedRoot[];
    readonly storedTile: (tile: Tile) => Promise<Uint8Array | undefined>;
    readonly covered: bigint;
  }) {
    this.#expected = parts.expected;
    this.#storedTile = parts.storedTile;
    this.#covered = parts.covered;
  }

  async add({ frontiers }: RangeResult): Promise<void> {
    const left = this.#upper.range.size * rangeWidth;
    for (const { size, hashes } of frontiers) {
      const [whole] = hashes;
      const isWhole = size === left + rangeWidth && whole !== undefined;
      // A whole range may complete a larger subtree, which only the tree above it knows to be one.
      if (isWhole) this.#upper.append(whole);
      const root = isWhole ? this.#upper.range.root() : this.#rootOf(size, hashes);
      for (const expected of this.#expected.filter((one) => one.size === size)) {
        if (sameHash(root, expected.root)) continue;
        const message = `the entries up to ${size} are not those of ${expected.where}`;
        this.findings.push({ level: 'PINNED', class: 'FORKED', message });
      }
      const isLast = size + rangeWidth > this.#covered && size <= this.#covered;
      if (isWhole && isLast) await this.#checkTiles();
    }
  }

  #rootOf(size: bigint, hashes: readonly Hash[]): Hash {
    const frontier = [...this.#upper.range.frontier, ...hashes];
    return CompactRange.of(nodeTreeHash, size, frontier).root();
  }

  async #checkTiles(): Promise<void> {
    for (const built of this.#upper.takeTiles()) {
      const tile = { ...built, level: built.level + levelsOfRange };
      const stored = await this.#storedTile(tile);
      if (stored !== undefined && sameHash(stored, tile.bytes)) continue;
      const what = stored === undefined ? 'is missing' : 'is not that of the entries';
      const message = `tile ${formatTilePath(tile)} ${what}`;
      this.findings.push({ level: 'TREE', class: 'TREE', message });
    }
  }
}
