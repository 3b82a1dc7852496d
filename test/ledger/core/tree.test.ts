import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CompactRange } from '../../../src/ledger/core/compact-range.ts';
import { proveConsistency, verifyConsistency } from '../../../src/ledger/core/consistency.ts';
import { proveInclusion, verifyInclusion } from '../../../src/ledger/core/inclusion.ts';
import type { ReadTile } from '../../../src/ledger/core/tile-path.ts';
import { formatTilePath } from '../../../src/ledger/core/tile-path.ts';
import { borderTilesOf, nodesFromTiles, TileBuilder } from '../../../src/ledger/core/tiles.ts';
import { nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { faultOf } from './faults.ts';

const sizeMax = 2_000;
const leaves = Array.from({ length: sizeMax }, (_, at) =>
  nodeTreeHash.leaf(Buffer.from(`entry ${at}`)),
);

/** The definition of RFC 6962 section 2.1, word for word and with nothing of ours. */
function definedRoot(hashes: readonly Uint8Array[]): Buffer {
  const sha256 = (...parts: Uint8Array[]) =>
    createHash('sha256').update(Buffer.concat(parts)).digest();
  const [only] = hashes;
  if (only === undefined) return sha256();
  if (hashes.length === 1) return Buffer.from(only);
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return sha256(Buffer.of(1), definedRoot(hashes.slice(0, k)), definedRoot(hashes.slice(k)));
}

/** A tree grown to a size in steps, as the integrator grows it: from border to border. */
function grownTiles(size: number, steps: readonly number[]): { read: ReadTile; root: Uint8Array } {
  const stored = new Map<string, Uint8Array>();
  const read: ReadTile = ({ level, index, width }) => {
    const bytes = stored.get(formatTilePath({ level, index, width: 256 })) ?? Buffer.of();
    return Promise.resolve(bytes.subarray(0, width * 32));
  };
  let range = CompactRange.empty(nodeTreeHash);
  for (const to of [...steps.filter((step) => step < size).sort((a, b) => a - b), size]) {
    const border = borderTilesOf(range.size).map(({ level, index, width }) =>
      stored.get(formatTilePath({ level, index, width: 256 }))?.subarray(0, width * 32),
    );
    const builder = new TileBuilder(
      CompactRange.of(nodeTreeHash, range.size, range.frontier),
      border,
    );
    for (const leaf of leaves.slice(Number(range.size), to)) builder.append(leaf);
    for (const tile of builder.takeTiles()) {
      stored.set(formatTilePath({ ...tile, width: 256 }), tile.bytes);
    }
    range = builder.range;
  }
  return { read, root: range.root() };
}

const size = fc.integer({ min: 1, max: sizeMax });
const steps = fc.array(size, { maxLength: 4 });

test('the root of every size to 2,000 is what RFC 6962 defines', () => {
  const range = CompactRange.empty(nodeTreeHash);
  const roots = [range.root()];
  for (const leaf of leaves) {
    range.append(leaf);
    roots.push(range.root());
  }
  for (let at = 0; at <= sizeMax; at += at < 300 ? 1 : 17) {
    expect(Buffer.from(roots[at] ?? []).equals(definedRoot(leaves.slice(0, at))), `${at}`).toBe(
      true,
    );
  }
});

test('every entry of a tree is proved by its tiles, and by no other index, size, leaf or root', async () => {
  await fc.assert(
    fc.asyncProperty(size, steps, fc.nat(), fc.nat(), async (of, grown, pick, wrong) => {
      const { read, root } = grownTiles(of, grown);
      const index = BigInt(pick % of);
      const claim = { index, size: BigInt(of), leafHash: leafAt(index), root };
      const proof = await proveInclusion(
        nodeTreeHash,
        index,
        claim.size,
        nodesFromTiles(nodeTreeHash, claim.size, read),
      );
      verifyInclusion(nodeTreeHash, claim, proof);
      expect(Buffer.from(root).equals(definedRoot(leaves.slice(0, of)))).toBe(true);

      const otherIndex = BigInt(wrong % of);
      if (otherIndex !== index) {
        expect(
          faultOf(() => verifyInclusion(nodeTreeHash, { ...claim, index: otherIndex }, proof)),
        ).toBeDefined();
        expect(
          faultOf(() =>
            verifyInclusion(nodeTreeHash, { ...claim, leafHash: leafAt(otherIndex) }, proof),
          ),
        ).toBe('ROOT_MISMATCH');
      }
      const bent = proof.map((hash, at) => (at === wrong % proof.length ? flip(hash) : hash));
      if (bent.length > 0)
        expect(faultOf(() => verifyInclusion(nodeTreeHash, claim, bent))).toBe('ROOT_MISMATCH');
      expect(faultOf(() => verifyInclusion(nodeTreeHash, claim, [...proof, root]))).toBe(
        'PROOF_LENGTH',
      );
      expect(faultOf(() => verifyInclusion(nodeTreeHash, claim, proof.slice(1)))).toBe(
        proof.length > 0 ? 'PROOF_LENGTH' : undefined,
      );
      expect(
        faultOf(() => verifyInclusion(nodeTreeHash, { ...claim, root: flip(root) }, proof)),
      ).toBe('ROOT_MISMATCH');
    }),
    { numRuns: 300 },
  );
});

test('every size goes on from every smaller one, and from no other history', async () => {
  await fc.assert(
    fc.asyncProperty(size, size, steps, fc.nat(), async (one, other, grown, wrong) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      const { read, root } = grownTiles(to, grown);
      const earlier = { size: BigInt(from), root: definedRoot(leaves.slice(0, from)) };
      const later = { size: BigInt(to), root };
      const proof = await proveConsistency(
        nodeTreeHash,
        earlier.size,
        later.size,
        nodesFromTiles(nodeTreeHash, later.size, read),
      );
      verifyConsistency(nodeTreeHash, earlier, later, proof);

      const rewritten = leaves
        .slice(0, from)
        .map((leaf, at) => (at === wrong % from ? flip(leaf) : leaf));
      const forged = { ...earlier, root: definedRoot(rewritten) };
      expect(faultOf(() => verifyConsistency(nodeTreeHash, forged, later, proof))).toMatch(
        /ROOT_MISMATCH/,
      );
      expect(
        faultOf(() =>
          verifyConsistency(nodeTreeHash, earlier, { ...later, root: flip(root) }, proof),
        ),
      ).toMatch(/ROOT_MISMATCH/);
      const bent = proof.map((hash, at) => (at === wrong % proof.length ? flip(hash) : hash));
      if (bent.length > 0)
        expect(faultOf(() => verifyConsistency(nodeTreeHash, earlier, later, bent))).toMatch(
          /ROOT_MISMATCH/,
        );
      expect(faultOf(() => verifyConsistency(nodeTreeHash, earlier, later, [...proof, root]))).toBe(
        'PROOF_LENGTH',
      );
    }),
    { numRuns: 300 },
  );
});

test('a compact range goes on from its frontier as if it had never stopped', () => {
  fc.assert(
    fc.property(size, size, (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      const whole = CompactRange.empty(nodeTreeHash);
      for (const leaf of leaves.slice(0, from)) whole.append(leaf);
      const resumed = CompactRange.of(nodeTreeHash, whole.size, whole.frontier);
      for (const leaf of leaves.slice(from, to)) {
        whole.append(leaf);
        resumed.append(leaf);
      }
      expect(resumed.equals(whole)).toBe(true);
    }),
  );
});

const leafAt = (index: bigint) => leaves[Number(index)] ?? Buffer.of();

function flip(hash: Uint8Array): Uint8Array {
  const bent = Uint8Array.from(hash);
  bent[7] = (bent[7] ?? 0) ^ 1;
  return bent;
}
