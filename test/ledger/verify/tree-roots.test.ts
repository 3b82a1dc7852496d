import { hash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Hash } from '../../../src/ledger/core/tree-hash.ts';
import { rangeWidth } from '../../../src/ledger/verify/range-check.ts';
import { TreeRoots } from '../../../src/ledger/verify/tree-roots.ts';

/** RFC 6962 section 2.1, over the roots of subtrees of one size each, by its own words. */
function rootOf(subtrees: readonly Hash[]): Hash {
  const [only] = subtrees;
  if (subtrees.length === 1 && only !== undefined) return only;
  let left = 1;
  while (left * 2 < subtrees.length) left *= 2;
  const halves = [rootOf(subtrees.slice(0, left)), rootOf(subtrees.slice(left))];
  return hash('sha256', Buffer.concat([Buffer.from([1]), ...halves]), 'buffer');
}

test.each([1, 2, 3, 4, 7, 8, 9])(
  'checkpoints at the end of each of %i whole ranges are those of the entries',
  async (count) => {
    const roots = Array.from({ length: count }, () => randomBytes(32));
    const sizeOf = (ranges: number) => BigInt(ranges) * rangeWidth;
    const tree = (bend: (root: Hash) => Hash) =>
      new TreeRoots({
        expected: roots.map((_, at) => ({
          size: sizeOf(at + 1),
          root: bend(rootOf(roots.slice(0, at + 1))),
          where: `the checkpoint of ${at + 1}`,
        })),
        storedTile: async (tile) => tile.bytes,
        covered: sizeOf(count),
      });
    const [sound, bent] = [tree((root) => root), tree(() => randomBytes(32))];
    for (const [at, root] of roots.entries()) {
      const frontiers = [{ size: sizeOf(at + 1), hashes: [root] }];
      const range = { findings: [], complete: true, frontiers, events: [], groups: [] };
      await sound.add(range);
      await bent.add(range);
    }
    expect(sound.findings).toEqual([]);
    expect(bent.findings).toHaveLength(count);
  },
);
