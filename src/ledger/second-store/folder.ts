import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, flushFolder, isCode } from '../../create-once.ts';
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
      return createOnce(path, note, 0o644);
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
    const names = await readdir(path).catch((cause: unknown): string[] => {
      if (isCode(cause, 'ENOENT')) return [];
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
