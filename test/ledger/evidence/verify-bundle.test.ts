import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { formatVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { browserPrimitives } from '../../../src/ledger/evidence/browser-primitives.ts';
import { bundleFiles } from '../../../src/ledger/evidence/bundle-format.ts';
import {
  type VerifyBundleOptions,
  verifyBundle,
} from '../../../src/ledger/evidence/verify-bundle.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';
import {
  changed,
  type Files,
  linesOf,
  sealed,
  textOf,
  withLines,
} from '../../kit/sealed-bundle.ts';
import { newSigner } from '../core/signer.ts';
import { about, approved, ended, shown, signed, suspended, unrelated } from './consented-life.ts';
import { bundleOf, type MadeUpLedger, resigned } from './made-up-ledger.ts';

const origin = 'ledger.example/plan';
const signer = newSigner(origin);
const witness = newSigner('witness.example/one', 4);
const stranger = newSigner(origin);

/** Entry 1 approves the app, 3 signs, 4, 6 and 7 disclose, 8 ends. */
const ledger: MadeUpLedger = {
  leaves: [
    unrelated(),
    approved,
    unrelated(),
    signed,
    shown(),
    unrelated(),
    shown({ categories: ['COVERAGE'] }),
    shown(),
    ended,
    unrelated(),
    unrelated(),
  ],
  signer,
  witness,
  sizes: [2, 5, 9, 11],
};
const selection = { member: about.member };
const indexes = [1, 3, 4, 6, 7, 8];
const context = (index: number) => index === 1;

let files: Files;
beforeAll(async () => {
  files = await bundleOf(ledger, selection, indexes, context);
});

const check = (of: Files, options: Partial<VerifyBundleOptions> = {}) =>
  verifyBundle(of, { primitives: nodePrimitives, ...options });

/** What is wrong in the first place, as the exit code tells it. */
const firstClass = async (of: Files, options: Partial<VerifyBundleOptions> = {}) => {
  const { findings, firstBadIndex } = await check(of, options);
  return [findings[0]?.level, findings[0]?.class, firstBadIndex];
};

/** A bundle of a ledger with other entries, which its own key has signed. */
const bundleOfLeaves = (leaves: MadeUpLedger['leaves']) =>
  bundleOf(
    { ...ledger, leaves, sizes: [leaves.length] },
    { app: about.app },
    leaves.map((_, index) => index),
    () => false,
  );

describe('a sound bundle', () => {
  test.each([
    ['Node', nodePrimitives],
    ['browser', browserPrimitives],
  ])("holds by the %s's cryptography", async (_, primitives) => {
    const seen: bigint[] = [];
    const report = await verifyBundle(files, {
      primitives,
      onEntry: ({ index }) => seen.push(index),
    });
    expect(report.findings).toEqual([]);
    expect(Object.values(report.levels)).toEqual(Array(5).fill('SOUND'));
    expect(report).toMatchObject({ selected: 5, context: 1, checkpoints: 4 });
    expect(seen).toEqual(indexes.map(BigInt));
  });

  test('holds by keys that the verifier brings, and by no others', async () => {
    const trust = { logKeys: [signer.key], witnessKeys: [witness.key], quorum: 1 };
    expect((await check(files, { trust })).findings).toEqual([]);
    const other = { ...trust, logKeys: [stranger.key] };
    expect(await firstClass(files, { trust: other })).toEqual([
      'SIGNATURES',
      'SIGNATURE',
      undefined,
    ]);
    expect((await check(files, { trust: { ...trust, quorum: 2 } })).findings[0]).toMatchObject({
      class: 'SIGNATURE',
      message: expect.stringContaining('1 of the known witnesses cosigned; 2 are asked for'),
    });
  });

  test('agrees with each checkpoint of its history that somebody kept', async () => {
    const notes = linesOf(files, bundleFiles.history).map((line) => JSON.parse(line).checkpoint);
    const kept = notes.map((note) => ({ note: utf8(note), where: 'mine' }));
    const report = await check(files, { kept });
    expect(report.kept).toEqual(Array(4).fill('CONSISTENT'));
    expect(report.findings).toEqual([]);
  });
});

describe('a kept checkpoint', () => {
  const keptOf = async (leaves: MadeUpLedger['leaves'], size: number, by = signer) => {
    const other = await bundleOf({ ...ledger, leaves, sizes: [size] }, selection, [], context);
    const note = textOf(other, bundleFiles.checkpoint);
    const kept = by === signer ? note : resigned(note, by);
    return [{ note: utf8(kept), where: 'mine' }];
  };

  test('of a ledger that was rewritten since tells so', async () => {
    const kept = await keptOf([unrelated(), ...ledger.leaves.slice(1)], 5);
    const report = await check(files, { kept });
    expect(report.kept).toEqual(['FORKED']);
    expect(report.findings[0]).toMatchObject({ level: 'PINNED', class: 'FORKED' });
  });

  test('of a size that the bundle has none of proves nothing, and refutes nothing', async () => {
    const report = await check(files, { kept: await keptOf(ledger.leaves, 4) });
    expect(report.kept).toEqual(['NOT_IN_HISTORY']);
    expect(report.findings).toEqual([]);
  });

  test('of another key is not of this ledger', async () => {
    const report = await check(files, { kept: await keptOf(ledger.leaves, 5, stranger) });
    expect(report.kept).toEqual(['NOT_SIGNED']);
    expect(report.findings[0]).toMatchObject({ class: 'SIGNATURE' });
  });
});

describe('a bundle that was changed is found out', () => {
  test.each(Object.values(bundleFiles))('whichever bit of %s was flipped', async (name) => {
    const bytes = files.get(name) ?? new Uint8Array();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const report = await check(new Map(files).set(name, flipped));
        expect(report.findings.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  test.each(Object.values(bundleFiles))('when %s is gone, cut off or empty', async (name) => {
    const half = textOf(files, name).slice(0, -2);
    for (const text of [undefined, half, '']) {
      const { findings } = await check(changed(files, { [name]: text }));
      expect(findings.length).toBeGreaterThan(0);
    }
  });

  test('when a file was added', async () => {
    const { findings } = await check(changed(files, { 'verify2.html': '<!doctype html>' }));
    expect(findings).toMatchObject([{ level: 'FILES', class: 'FILE' }]);
  });

  test('when its selection was made to look another, by somebody without the key', async () => {
    const asked = { member: about.member, from: '2020-01-01T00:00:00.000Z' };
    expect(await firstClass(sealed(files, stranger, { selection: asked }))).toEqual([
      'SIGNATURES',
      'SIGNATURE',
      undefined,
    ]);
  });
});

/** Whoever has the ledger's key can seal a bundle anew; the tree still holds. */
describe('a bundle that was changed and sealed anew', () => {
  const swapped = (name: string, part: 'leaf' | 'proof') =>
    withLines(files, name, (lines) => {
      const parsed = lines.map((line) => JSON.parse(line));
      const [one, other] = [parsed[2][part], parsed[3][part]];
      parsed[2][part] = other;
      parsed[3][part] = one;
      return parsed.map((line) => JSON.stringify(line));
    });

  test.each([
    ['two leaves were swapped', () => swapped(bundleFiles.leaves, 'leaf'), 'TREE', 'TREE', 4n],
    ['two proofs were swapped', () => swapped(bundleFiles.proofs, 'proof'), 'TREE', 'TREE', 4n],
    [
      'a leaf says something else',
      () =>
        withLines(files, bundleFiles.leaves, (lines) =>
          lines.map((line, at) => (at === 3 ? line.replace('COVERAGE', 'CLAIMS') : line)),
        ),
      'TREE',
      'TREE',
      6n,
    ],
    [
      'a proof is missing',
      () => withLines(files, bundleFiles.proofs, (lines) => lines.toSpliced(4, 1)),
      'TREE',
      'GAP',
      7n,
    ],
    [
      'an entry stands twice',
      () => {
        const twice = (lines: string[]) => lines.toSpliced(4, 0, lines[4] ?? '');
        return withLines(withLines(files, bundleFiles.leaves, twice), bundleFiles.proofs, twice);
      },
      'TREE',
      'GAP',
      7n,
    ],
    [
      'the checkpoint was signed by another key',
      () =>
        changed(files, {
          [bundleFiles.checkpoint]: resigned(textOf(files, bundleFiles.checkpoint), stranger),
        }),
      'SIGNATURES',
      'SIGNATURE',
      4n,
    ],
    [
      'a former checkpoint was left out',
      () => withLines(files, bundleFiles.history, (lines) => lines.toSpliced(1, 1)),
      'PINNED',
      'FORKED',
      undefined,
    ],
    [
      'the history was dropped',
      () => changed(files, { [bundleFiles.history]: '' }),
      'PINNED',
      'FORKED',
      undefined,
    ],
    [
      'an entry was taken out',
      () => {
        const less = (lines: string[]) => lines.toSpliced(4, 1);
        return withLines(withLines(files, bundleFiles.leaves, less), bundleFiles.proofs, less);
      },
      'FILES',
      'FILE',
      undefined,
    ],
  ] as const)('is found out: %s', async (_, change, level, unsound, index) => {
    const [foundLevel, found, bad] = await firstClass(sealed(change(), signer));
    expect([foundLevel, found]).toEqual([level, unsound]);
    if (level === 'TREE') expect(bad).toBe(index);
  });

  test('is found out when it holds what was not asked for', async () => {
    const other = { member: '00000000-0000-4000-8000-000000000009' };
    expect(await firstClass(sealed(files, signer, { selection: other }))).toEqual([
      'FILES',
      'FILE',
      3n,
    ]);
  });

  test('is found out by a key that the verifier has, when all of it is of another', async () => {
    const forged = await bundleOf({ ...ledger, signer: stranger }, selection, indexes, context);
    expect((await check(forged)).findings).toEqual([]);
    const trust = { logKeys: [signer.key], witnessKeys: [], quorum: 0 };
    expect(await firstClass(forged, { trust })).toEqual(['SIGNATURES', 'SIGNATURE', undefined]);
  });

  test('is found out when its keys are not those that signed', async () => {
    const keys = { logKeys: [formatVerifierKey(stranger.key)], witnessKeys: [], quorum: 0 };
    const forged = changed(files, { [bundleFiles.keys]: JSON.stringify(keys) });
    expect((await firstClass(sealed(forged, signer)))[1]).toBe('SIGNATURE');
  });
});

describe('a disclosure in a ledger that proves it all the same', () => {
  test.each([
    ['before the consent was signed', [approved, shown(), signed], 1n, /was never signed/],
    ['after the consent had ended', [approved, signed, ended, shown()], 3n, /had ended before it/],
    ['while the app was suspended', [approved, signed, suspended, shown()], 3n, /not approved/],
    ['to an app that nobody approved', [signed, shown()], 1n, /not approved/],
    [
      'of what the consent does not cover',
      [approved, signed, shown({ categories: ['PHARMACY'] })],
      2n,
      /does not cover its categories/,
    ],
  ])('is found out: %s', async (_, leaves, index, message) => {
    const report = await check(await bundleOfLeaves(leaves));
    expect(report.findings).toMatchObject([{ level: 'MEANING', class: 'MEANING', index }]);
    expect(report.findings[0]?.message).toMatch(message);
    expect(report.firstBadIndex).toBe(index);
    expect(report.levels).toMatchObject({ TREE: 'SOUND', MEANING: 'UNSOUND' });
  });
});

test('a forged bundle of many wrong entries is not told line by line without end', async () => {
  const leaves = [approved, signed, ended, ...Array.from({ length: 300 }, () => shown())];
  const report = await check(await bundleOfLeaves(leaves));
  expect(report.findings).toHaveLength(100);
  expect(report.findingsTotal).toBe(300);
});
