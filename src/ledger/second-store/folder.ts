import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, flushFolder, isCode } from '../../create-once.ts';
import { parseCheckpoint } from '../core/checkpoint.ts';
import { parseNote } from '../core/note.ts';
import { nodePrimitives } from '../node-primitives.ts';
import type { SecondStore } from './second-store.ts';

/**
 * A folder to which files are added and never changed. A checkpoint's file bears the size of the one
 * that it follows, so that the file system lets only one follow each; several gateways may share it.
 *
 * Old files may be thinned out (see `thinFolder`), the newest never. So a name that is free is not
 * enough: once a file has its name, none with a larger one may be there. Whoever finds one was late:
 * the checkpoint that it goes on from had another successor, which was thinned out, or has one that
 * already goes on from its own.
 *
 * @param create makes a file, whole, unless there is one of that name
 */
export function openFolderStore(folder: string, create = createOnce): SecondStore {
  const latest = async () => {
    for await (const { path } of filesNewestFirst(folder)) {
      const note = await unlessGone(readFile(path));
      if (note !== undefined) return note;
    }
    return undefined;
  };
  return {
    latest,
    append: async (note, after) => {
      const path = join(folder, ...elementsOf(after));
      if (sizeOf(await latest()) !== after) return false;
      await makeFolder(dirname(path), folder);
      // The folder is gone again when it was thinned out meanwhile.
      if (!(await unlessGone(create(path, note, 0o644)))) return false;
      return (await newestName(folder)) === after;
    },
  };
}

/** The subfolder of an origin: each has its own chain of checkpoints. */
export const folderOfOrigin = (secondStore: string, origin: string) =>
  join(
    secondStore,
    encodeURIComponent(origin).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length)),
  );

/** The origins that have checkpoints in a second store. */
export async function originsIn(secondStore: string): Promise<string[]> {
  const origins: string[] = [];
  for (const name of await namesIn(secondStore)) {
    const origin = decoded(name);
    const folder = join(secondStore, name);
    if (origin === undefined || folderOfOrigin(secondStore, origin) !== folder) continue;
    if ((await newestName(folder)) >= 0n) origins.push(origin);
  }
  return origins;
}

/** A checkpoint's file. */
export type StoredFile = {
  readonly path: string;
  /** The size of the checkpoint that it follows. */
  readonly after: bigint;
};

/** The files of a folder by the size that they follow, largest first. */
export const filesNewestFirst = (folder: string) => filesIn(folder, [], descending);

/** The same, smallest first. */
export const filesOldestFirst = (folder: string) => filesIn(folder, [], ascending);

/** As many digits for every size, so that names sort as sizes do; in groups, so that folders stay small. */
function elementsOf(after: bigint): string[] {
  const digits = `${after}`.padStart(19, '0');
  return [digits.slice(0, 11), digits.slice(11, 15), digits.slice(15)];
}

const depth = elementsOf(0n).length;
const isElement = (name: string) => /^[0-9]+$/.test(name);
type Order = (names: string[]) => string[];
const ascending: Order = (names) => names.sort();
const descending: Order = (names) => names.sort().reverse();

/** A folder may be empty: it was just made, or all that was in it is thinned out. */
async function* filesIn(
  folder: string,
  above: readonly string[],
  order: Order,
): AsyncGenerator<StoredFile> {
  for (const name of order((await namesIn(folder)).filter(isElement))) {
    const elements = [...above, name];
    const path = join(folder, name);
    if (elements.length < depth) yield* filesIn(path, elements, order);
    else yield { path, after: BigInt(elements.join('')) };
  }
}

/** What a folder's name says; undefined where it is none of ours. */
function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}

function sizeOf(note: Uint8Array | undefined): bigint {
  return note === undefined ? 0n : parseCheckpoint(nodePrimitives, parseNote(note).text).size;
}

/** -1 where there is none. */
async function newestName(folder: string): Promise<bigint> {
  for await (const { after } of filesNewestFirst(folder)) return after;
  return -1n;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: unknown): string[] => {
    if (isCode(cause, 'ENOENT') || isCode(cause, 'ENOTDIR')) return [];
    throw cause;
  });
}

async function unlessGone<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return work.catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT')) return undefined;
    throw cause;
  });
}

/** Folders that are on disk before anything in them is. */
async function makeFolder(folder: string, root: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let at = folder; at.length >= root.length; at = dirname(at)) await flushFolder(dirname(at));
}
