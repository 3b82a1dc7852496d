import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOnce } from '../../../src/create-once.ts';
import { formatCheckpoint, parseCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { formatNote, parseNote } from '../../../src/ledger/core/note.ts';
import { signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { nodePrimitives, nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import {
  filesOldestFirst,
  folderOfOrigin,
  openFolderStore,
  originsIn,
} from '../../../src/ledger/second-store/folder.ts';
import { thinFolder } from '../../../src/ledger/second-store/thin.ts';
import { newSigner } from '../core/signer.ts';

const hour = 3_600_000;
const day = 24 * hour;
const signer = newSigner('ledger.example/plan');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'second-store-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function noteOf(size: number, history = 'one'): Uint8Array {
  const root = nodeTreeHash.leaf(utf8(`${history} ${size}`));
  const text = formatCheckpoint({
    origin: signer.key.name,
    size: BigInt(size),
    root,
    extensions: [],
  });
  return utf8(formatNote({ text, signatures: [signText(signer, text)] }));
}

const sizeOf = (note: Uint8Array | undefined) =>
  note === undefined ? 0 : Number(parseCheckpoint(nodePrimitives, parseNote(note).text).size);

async function stored(): Promise<number[]> {
  const names: number[] = [];
  for await (const { after } of filesOldestFirst(folder)) names.push(Number(after));
  return names;
}

/** A chain of checkpoints, the oldest so many milliseconds old, each younger than the one before. */
async function chain(sizes: readonly number[], ages: readonly number[], now: number) {
  const store = openFolderStore(folder);
  for (const [at, size] of sizes.entries()) {
    expect(await store.append(noteOf(size), BigInt(sizes[at - 1] ?? 0))).toBe(true);
  }
  let at = 0;
  for await (const { path } of filesOldestFirst(folder)) {
    const written = (now - (ages[at] ?? 0)) / 1000;
    await utimes(path, written, written);
    at += 1;
  }
  return store;
}

/** The beginning of an hour two days ago. */
const now = Math.floor(Date.now() / hour) * hour + hour / 2;
const old = (minutes: number) => 2 * day + hour / 2 - minutes * 60_000;

describe('a folder of checkpoints', () => {
  test('is thinned to a day in full, and before that to the last of each hour', async () => {
    const sizes = [10, 20, 30, 40, 50, 60, 70];
    const ages = [old(1), old(20), old(50), old(70), old(80), day - 2, 5];
    await chain(sizes, ages, now);
    expect(await thinFolder(folder, now)).toBe(3);
    // Named by what they follow: 30 is the last of one hour, 50 of the next.
    expect(await stored()).toEqual([20, 40, 50, 60]);
    expect(await thinFolder(folder, now)).toBe(0);
  });

  test('keeps its newest, however old', async () => {
    const store = await chain([10, 20, 30], [old(1), old(2), old(3)], now);
    await thinFolder(folder, now);
    expect(await stored()).toEqual([20]);
    expect(sizeOf(await store.latest())).toBe(30);
    expect(await store.append(noteOf(40), 30n)).toBe(true);
  });

  test('gives no name a second time that was thinned out', async () => {
    const store = await chain([10, 20, 30, 40], [old(1), old(2), old(3), old(4)], now);
    await thinFolder(folder, now);
    const before = await stored();
    for (const after of [0n, 10n, 20n, 30n]) {
      expect(await store.append(noteOf(35, 'another'), after)).toBe(false);
    }
    expect(await stored()).toEqual(before);
    expect(sizeOf(await store.latest())).toBe(40);
  });

  test('gives none even to who saw it free before others went on from it', async () => {
    // The slow one has looked, and writes only after the other's checkpoints came and were thinned out.
    const fast = await chain([10], [old(1)], now);
    let slowed = false;
    const slow = openFolderStore(folder, async (...file) => {
      slowed = true;
      for (const [at, size] of [20, 30, 40].entries()) {
        expect(await fast.append(noteOf(size), BigInt(10 * (at + 1)))).toBe(true);
      }
      for await (const { path } of filesOldestFirst(folder)) {
        await utimes(path, (now - old(5)) / 1000, (now - old(5)) / 1000);
      }
      await thinFolder(folder, now);
      expect(await stored()).toEqual([30]);
      return createOnce(...file);
    });
    expect(await slow.append(noteOf(25, 'another'), 10n)).toBe(false);
    expect(slowed).toBe(true);
    expect(sizeOf(await fast.latest())).toBe(40);
  });

  test('lets one of many go on from each checkpoint while others thin it out', async () => {
    const stores = Array.from({ length: 4 }, () => openFolderStore(folder));
    const won: [number, number][] = [];
    let going = true;
    const thinning = (async () => {
      // As if everything were old: what can be removed is.
      while (going) await thinFolder(folder, Date.now() + 3 * day);
    })();
    await Promise.all(
      stores.map(async (store, by) => {
        for (let round = 0; round < 60; round += 1) {
          const after = sizeOf(await store.latest());
          const size = after + 1 + ((round + by) % 7) * 1_500;
          if (await store.append(noteOf(size, `${by}`), BigInt(after))) won.push([after, size]);
        }
      }),
    );
    going = false;
    await thinning;
    // One who was overtaken is told that he was too late, and others may have gone on from his.
    won.sort(([one], [other]) => one - other);
    for (const [at, [after]] of won.entries()) {
      expect(after).toBeGreaterThanOrEqual(won[at - 1]?.[1] ?? 0);
    }
    expect(sizeOf(await stores[0]?.latest())).toBeGreaterThanOrEqual(won.at(-1)?.[1] ?? 0);
    expect(won.length).toBeGreaterThan(20);
    expect((await stored()).length).toBeLessThan(won.length);
  });

  test('leaves no empty folders behind, and is read past one that a crash left', async () => {
    const store = await chain([5_000, 15_000, 25_000], [old(1), old(2), old(3)], now);
    await thinFolder(folder, now);
    expect(await readdir(join(folder, '00000000000'))).toEqual(['0001']);
    await mkdir(join(folder, '00000000000', '0002'));
    expect(sizeOf(await store.latest())).toBe(25_000);
    expect(await store.append(noteOf(25_001), 25_000n)).toBe(true);
    await expect(stat(join(folder, '00000000000', '0002', '5000'))).resolves.toBeDefined();
  });

  test('has a subfolder for each origin, and goes out of the second store by none', async () => {
    for (const origin of ['ledger.example/plan', 'ledger.example/plan/2', '..', 'ein/Ümlaut']) {
      const own = folderOfOrigin(folder, origin);
      expect(join(own, '..')).toBe(folder);
      await openFolderStore(own).append(noteOf(1), 0n);
    }
    await mkdir(join(folder, 'lost+found'));
    await mkdir(join(folder, '100%'));
    expect((await originsIn(folder)).sort()).toEqual(
      ['..', 'ein/Ümlaut', 'ledger.example/plan', 'ledger.example/plan/2'].sort(),
    );
  });
});
