import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SecondStore } from './second-store.ts';

/**
 * A folder to which files are added and never changed. A checkpoint's file bears the size of the one
 * that it follows, so that the file system lets only one follow each; several gateways may share it.
 */
export function openFolderStore(folder: string): SecondStore {
  return {
    latest: async () => {
      const path = await newestFile(folder);
      return path === undefined ? undefined : readFile(path);
    },
    append: async (note, after) => {
      const path = join(folder, ...elementsOf(after));
      await makeFolder(dirname(path), folder);
      return createWhole(path, note);
    },
  };
}

/** As many digits for every size, so that names sort as sizes do; in groups, so that folders stay small. */
function elementsOf(after: bigint): string[] {
  const digits = `${after}`.padStart(19, '0');
  return [digits.slice(0, 11), digits.slice(11, 15), digits.slice(15)];
}

const isElement = (name: string) => /^[0-9]+$/.test(name);

async function newestFile(folder: string): Promise<string | undefined> {
  let path = folder;
  for (let depth = 0; depth < elementsOf(0n).length; depth += 1) {
    const names = await readdir(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      throw cause;
    });
    const [newest] = names.filter(isElement).sort().reverse();
    if (newest === undefined) return undefined;
    path = join(path, newest);
  }
  return path;
}

/** Folders that are on disk before anything in them is. */
async function makeFolder(folder: string, root: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let at = folder; at.length >= root.length; at = dirname(at)) await flushFolder(dirname(at));
}

/** @returns false when there is such a file already */
async function createWhole(path: string, bytes: Uint8Array): Promise<boolean> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.draft`;
  const file = await open(draft, 'wx', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // A link is made whole or not at all, and never over another.
    await link(draft, path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  } finally {
    await unlink(draft);
  }
  await flushFolder(dirname(path));
  return true;
}

async function flushFolder(folder: string): Promise<void> {
  // Windows knows no handle of a folder, and keeps its entries by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
