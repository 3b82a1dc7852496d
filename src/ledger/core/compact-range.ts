import { type Hash, sameHash, type TreeHash } from './tree-hash.ts';

/**
 * The left part of a growing tree, as the few roots of perfect subtrees that its root and everything
 * to come can be computed from: one for each set bit of its size.
 */
export class CompactRange {
  readonly #hash: TreeHash;
  /** By level; absent where the size's bit is not set. */
  readonly #roots: (Hash | undefined)[];
  #size: bigint;

  private constructor(hash: TreeHash, roots: (Hash | undefined)[], size: bigint) {
    this.#hash = hash;
    this.#roots = roots;
    this.#size = size;
  }

  static empty(hash: TreeHash): CompactRange {
    return new CompactRange(hash, [], 0n);
  }

  /**
   * @param frontier the subtrees' roots, largest first, as `frontier` gives them
   * @throws RangeError when there are not as many as a tree of this size has
   */
  static of(hash: TreeHash, size: bigint, frontier: readonly Hash[]): CompactRange {
    const levels = levelsOf(size);
    if (levels.length !== frontier.length) {
      throw new RangeError(
        `a tree of ${size} has ${levels.length} subtrees, not ${frontier.length}`,
      );
    }
    const roots: (Hash | undefined)[] = [];
    for (const [at, level] of levels.entries()) roots[level] = frontier[at];
    return new CompactRange(hash, roots, size);
  }

  get size(): bigint {
    return this.#size;
  }

  /** The roots of the perfect subtrees, largest first. */
  get frontier(): readonly Hash[] {
    return this.#roots.filter((root) => root !== undefined).reverse();
  }

  /**
   * Adds a leaf.
   *
   * @param onNode told of each perfect subtree that it completes, from the leaf (level 0) up
   */
  append(leafHash: Hash, onNode?: (level: number, hash: Hash) => void): void {
    let hash = leafHash;
    let level = 0;
    onNode?.(level, hash);
    for (let left = this.#roots[level]; left !== undefined; left = this.#roots[level]) {
      hash = this.#hash.node(left, hash);
      this.#roots[level] = undefined;
      level += 1;
      onNode?.(level, hash);
    }
    this.#roots[level] = hash;
    this.#size += 1n;
  }

  /** The tree's root hash at this size. */
  root(): Hash {
    const [smallest, ...larger] = [...this.frontier].reverse();
    if (smallest === undefined) return this.#hash.empty;
    return larger.reduce((right, left) => this.#hash.node(left, right), smallest);
  }

  equals(other: CompactRange): boolean {
    return this.#size === other.size && sameHash(this.root(), other.root());
  }
}

/** The levels of a tree's perfect subtrees, highest first. */
export function levelsOf(size: bigint): number[] {
  const bits = [...size.toString(2)];
  return bits.flatMap((bit, at) => (bit === '1' ? [bits.length - 1 - at] : []));
}
