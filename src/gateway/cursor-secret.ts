import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';

/**
 * The key that seals cursors: CURSOR_SECRET, which gateways on several machines share, or a file in
 * the data directory, made at the first start.
 */
export async function cursorSecret(
  config: Pick<Config, 'cursorSecret' | 'dataDirectory'>,
): Promise<Buffer> {
  if (config.cursorSecret !== undefined) return Buffer.from(config.cursorSecret, 'utf8');
  const path = join(config.dataDirectory, 'cursor-secret');
  await mkdir(config.dataDirectory, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
    // A link is made whole or not at all, and the first of several starts at once wins.
    await link(draft, path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return Buffer.from(await readFile(path, 'utf8'), 'base64');
}
