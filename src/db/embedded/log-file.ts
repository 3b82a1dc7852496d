import { open, rename, stat } from 'node:fs/promises';
import { unlessMissing } from './errors.ts';

const ROTATE_AT_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 8 * 1024;
const TAIL_LINES = 20;

/** Puts a log that has grown large aside as `….1`, over the one put aside before. */
export async function rotate(path: string): Promise<void> {
  const found = await unlessMissing(stat(path));
  if (found !== undefined && found.size > ROTATE_AT_BYTES) await rename(path, `${path}.1`);
}

/** Remembers where the log ends now; the result gives the last lines written to it since. */
export async function lastLines(path: string): Promise<() => Promise<string>> {
  const begin = (await unlessMissing(stat(path)))?.size ?? 0;
  return async () => {
    const file = await unlessMissing(open(path, 'r'));
    if (file === undefined) return '';
    try {
      const { size } = await file.stat();
      const from = Math.max(begin, size - TAIL_BYTES);
      const { buffer, bytesRead } = await file.read({
        buffer: Buffer.alloc(Math.max(0, size - from)),
        position: from,
      });
      const lines = buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n');
      return lines.slice(-TAIL_LINES).join('\n');
    } finally {
      await file.close();
    }
  };
}
