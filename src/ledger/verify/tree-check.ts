import { CompactRange } from '../core/compact-range.ts';
import { formatTilePath } from '../core/tile-path.ts';
import { type Tile, TileBuilder } from '../core/tiles.ts';
import { sameHash } from '../core/tree-hash.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import type { Finding } from './finding.ts';

/** A checkpoint that must be a stage of the ledger, and where it is from. */
export type ExpectedRoot = {
  readonly size: bigint;
  readonly root: Uint8Array;
  readonly where: string;
};

export type StreamedEntry = {
  readonly index: bigint;
  readonly leaf: Uint8Array;
  /** What the column says. */
  readonly leafHash: Uint8Array;
};

/**
 * Hashes the entries anew, in order, and holds them against what stands beside them: hashes, tiles,
 * and the root of every checkpoint that was ever signed.
 */
export class TreeCheck {
  readonly findings: Finding[] = [];
  readonly #builder = new TileBuilder(CompactRange.empty(nodeTreeHash), []);
  readonly #expected: readonly ExpectedRoot[];
  readonly #storedTile: (tile: Tile) => Promise<Uint8Array | undefined>;
  #next = 0;

  /**
   * @param expected by size, smallest first
   * @param storedTile the stored tile of a tile's place, as wide as that
   */
  constructor(
    expected: readonly ExpectedRoot[],
    storedTile: (tile: Tile) => Promise<Uint8Array | undefined>,
  ) {
    this.#expected = expected;
    this.#storedTile = storedTile;
    this.#checkRoots();
  }

  get size(): bigint {
    return this.#builder.range.size;
  }

  /** @returns false after a gap: what comes behind it has no place in the tree */
  add({ index, leaf, leafHash }: StreamedEntry): boolean {
    if (index !== this.size) {
      const message = `entry ${this.size} is missing: entry ${index} follows`;
      this.findings.push({ level: 'TREE', class: 'GAP', message, index: this.size });
      return false;
    }
    const hash = nodeTreeHash.leaf(leaf);
    if (!sameHash(hash, leafHash)) {
      const message = `entry ${index}: its bytes have another hash than leaf_hash`;
      this.findings.push({ level: 'TREE', class: 'LEAF', message, index });
    }
    this.#builder.append(hash);
    this.#checkRoots();
    return true;
  }

  /** Holds what has been built so far against the stored tiles. */
  async checkTiles(): Promise<void> {
    for (const tile of this.#builder.takeTiles()) {
      const stored = await this.#storedTile(tile);
      if (stored !== undefined && sameHash(stored, tile.bytes)) continue;
      const path = formatTilePath(tile);
      const what = stored === undefined ? 'is missing' : 'is not that of the entries';
      const index = tile.index << BigInt(8 * (tile.level + 1));
      this.findings.push({ level: 'TREE', class: 'TREE', message: `tile ${path} ${what}`, index });
    }
  }

  /** Everything was added: whatever was signed for more is not there. */
  finish(): void {
    for (const { size, where } of this.#expected.slice(this.#next)) {
      const message = `${where} covers ${size} entries; there are ${this.size}`;
      this.findings.push({ level: 'PINNED', class: 'SHRUNKEN', message, index: this.size });
    }
  }

  #checkRoots(): void {
    for (
      let expected = this.#expected[this.#next];
      expected?.size === this.size;
      expected = this.#expected[this.#next]
    ) {
      this.#next += 1;
      if (sameHash(this.#builder.range.root(), expected.root)) continue;
      const message = `the entries up to ${expected.size} are not those of ${expected.where}`;
      this.findings.push({ level: 'PINNED', class: 'FORKED', message });
    }
  }
}
