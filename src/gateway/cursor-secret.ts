import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { createOnce } from '../create-once.ts';

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
  await createOnce(path, randomBytes(32).toString('base64'), 0o600);
  return Buffer.from(await readFile(path, 'utf8'), 'base64');
}
