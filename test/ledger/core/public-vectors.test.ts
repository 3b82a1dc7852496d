import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { verifyConsistency } from '../../../src/ledger/core/consistency.ts';
import { verifyInclusion } from '../../../src/ledger/core/inclusion.ts';
import { nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { faultOf } from './faults.ts';

const bytes = z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64'));
const noBytes = z.null().transform((): Uint8Array => new Uint8Array());
const number = z.coerce.bigint();
const common = {
  name: z.string(),
  wantErr: z.boolean(),
  proof: z.array(z.union([bytes, noBytes])),
};
const hash = z.union([bytes, noBytes]);

const inclusion = read(
  'inclusion',
  z.object({ ...common, leafIdx: number, treeSize: number, root: hash, leafHash: hash }),
);
const consistency = read(
  'consistency',
  z.object({ ...common, size1: number, size2: number, root1: hash, root2: hash }),
);

function read<T extends z.ZodType>(name: string, schema: T): z.infer<T>[] {
  const text = readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8');
  return z.object({ cases: z.array(schema) }).parse(JSON.parse(text)).cases;
}

/** Why each kind of wrong proof is wrong; where it depends on the tree, what it may be. */
const inclusionReasons: readonly [RegExp, RegExp][] = [
  // Entries of empty trees, and single entries beside them.
  [/^additional/, /INDEX_BEYOND_SIZE|HASH_LENGTH|ROOT_MISMATCH/],
  [/treeSize-div|leafIdx/, /INDEX_BEYOND_SIZE|PROOF_LENGTH|ROOT_MISMATCH/],
  [/inserted|removed|preceding|trailing|treeSize-mul/, /PROOF_LENGTH/],
  // Words or nothing where a hash belongs.
  [/wrong-leaf|empty|matching/, /HASH_LENGTH|ROOT_MISMATCH/],
  [/modified-proof|random/, /ROOT_MISMATCH/],
];
const consistencyReasons: readonly [RegExp, RegExp][] = [
  [/sizes-are-equal-zero|sizes-are-zero|size1-is-zero/, /EMPTY_TREE/],
  [/size1-is-greater/, /SIZES_DESCEND/],
  [/size1|size2/, /SIZES_DESCEND|PROOF_LENGTH|EMPTY_TREE|ROOT_MISMATCH/],
  [/preceding|trailing|truncated|empty-proof|not-empty|proof-is-empty/, /PROOF_LENGTH/],
  [/modified-proof|wrong-root1|swapped-roots/, /OLD_ROOT_MISMATCH|ROOT_MISMATCH/],
  [/wrong-root2|roots-are-not|roots-do-not/, /^ROOT_MISMATCH/],
];

const reasonFor = (reasons: readonly [RegExp, RegExp][], name: string) =>
  reasons.find(([of]) => of.test(name))?.[1] ?? /a reason for this kind of case/;

test('every public inclusion case is accepted or refused as it should be, for its reason', () => {
  for (const { name, leafIdx, treeSize, root, leafHash, proof, wantErr } of inclusion) {
    const claim = {
      index: leafIdx,
      size: treeSize,
      root,
      leafHash,
    };
    const fault = faultOf(() => verifyInclusion(nodeTreeHash, claim, proof));
    if (wantErr) expect(fault, name).toMatch(reasonFor(inclusionReasons, name));
    else expect(fault, name).toBeUndefined();
  }
  expect(inclusion.filter(({ wantErr }) => !wantErr).length).toBeGreaterThan(4);
});

test('every public consistency case is accepted or refused as it should be, for its reason', () => {
  for (const { name, size1, size2, root1, root2, proof, wantErr } of consistency) {
    const [earlier, later] = [
      { size: size1, root: asHash(root1) },
      { size: size2, root: asHash(root2) },
    ];
    const fault = faultOf(() => verifyConsistency(nodeTreeHash, earlier, later, proof));
    if (wantErr) expect(fault, name).toMatch(reasonFor(consistencyReasons, name));
    else expect(fault, name).toBeUndefined();
  }
  expect(consistency.filter(({ wantErr }) => !wantErr).length).toBeGreaterThan(4);
});

/** Some cases have words where a root hash belongs, which would be refused before what they try. */
function asHash(root: Uint8Array): Uint8Array {
  return root.length === 32 ? root : createHash('sha256').update(root).digest();
}

test.each([
  [
    'an empty tree',
    nodeTreeHash.empty,
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ],
  [
    'an empty leaf',
    nodeTreeHash.leaf(Buffer.of()),
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  ],
  [
    'a leaf',
    nodeTreeHash.leaf(Buffer.from('L123456')),
    '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56',
  ],
])('the hash of %s is that of RFC 6962', (_, hashed, expected) => {
  expect(Buffer.from(hashed).toString('hex')).toBe(expected);
});
