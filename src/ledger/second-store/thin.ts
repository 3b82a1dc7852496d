import { rm, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isCode } from '../../create-once.ts';
import { filesOldestFirst, type StoredFile } from './folder.ts';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Thins a folder of checkpoints out: each is kept for a day, then the last of each hour. The newest
 * is never removed, however old: that there is always a larger name than one that was removed is what
 * keeps it from being given a second time.
 *
 * @param now milliseconds since 1970
 * @returns how many files were removed
 */
export async function thinFolder(folder: string, now: number): Promise<number> {
  let removed = 0;
  let kept: { file: StoredFile; hour: number } | undefined;
  for await (const file of filesOldestFirst(folder)) {
    // Only what has a successor is removed, so the newest is not.
    const written = await writtenAt(file.path);
    if (written === undefined) continue;
    const next = { file, hour: Math.floor(written / hour) };
    if (kept?.hour === next.hour && now - written > day) {
      await remove(kept.file, file);
      removed += 1;
    }
    kept = next;
    // Later ones are younger.
    if (now - written <= day) break;
  }
  return removed;
}

async function remove({ path }: StoredFile, successor: StoredFile): Promise<void> {
  await rm(path, { force: true });
  const folder = dirname(path);
  if (folder === dirname(successor.path)) return;
  // Folders empty themselves from the oldest on; what is in them still keeps them.
  for (const at of [folder, dirname(folder)]) {
    await rmdir(at).catch((cause: unknown) => {
      const isUsed = ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM'].some((code) => isCode(cause, code));
      if (!isUsed) throw cause;
    });
  }
}

async function writtenAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (cause) {
    // Another gateway thins as well.
    if (isCode(cause, 'ENOENT')) return undefined;
    throw cause;
  }
}
