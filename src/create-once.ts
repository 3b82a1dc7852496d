import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Creates a file, whole and on disk, unless there is one of that name: of several processes that try,
 * one does, and nobody ever sees half of it.
 *
 * @returns false when there was one already
 */
export async function createOnce(
  path: string,
  content: string | Uint8Array,
  mode: number,
): Promise<boolean> {
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.draft`;
  try {
    await writeDurably(draft, content, mode);
    // Unlike a rename, a link never replaces.
    await link(draft, path);
  } catch (cause) {
    if (isCode(cause, 'EEXIST')) return false;
    throw cause;
  } finally {
    await rm(draft, { force: true });
  }
  await flushFolder(dirname(path));
  return true;
}

/** Writes a folder's own entries to disk: without it a file in it may be forgotten in a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps their entries by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether an error of the system bears this code. */
export const isCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === code;

async function writeDurably(path: string, content: string | Uint8Array, mode: number) {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
