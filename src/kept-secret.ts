import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce } from './create-once.ts';

/**
 * A secret of this installation: the setting, which gateways on several machines share, or a file in the
 * data directory, made at the first start and kept.
 *
 * @param name of the file
 * @param given the setting
 */
export async function keptSecret(
  dataDirectory: string,
  name: string,
  given: string | undefined,
): Promise<Buffer> {
  if (given !== undefined) return Buffer.from(given, 'utf8');
  const path = join(dataDirectory, name);
  await mkdir(dataDirectory, { recursive: true });
  await createOnce(path, randomBytes(32).toString('base64'), 0o600);
  return Buffer.from(await readFile(path, 'utf8'), 'base64');
}
