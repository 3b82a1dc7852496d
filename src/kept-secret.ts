import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce } from './create-once.ts';

/** A file holds no secret, or others may read it. The message says what to do. */
class NoSecret extends Error {
  override readonly name = 'NoSecret';
}

/** Bytes of a secret that is made here. */
const length = 32;

/**
 * A secret of this installation: the setting, which gateways on several machines share, or a file in the
 * data directory, made at the first start and kept.
 *
 * @param name of the file
 * @param given the setting
 * @throws NoSecret where the file is empty, cut off or otherwise none of ours, or is open to others
 */
export async function keptSecret(
  dataDirectory: string,
  name: string,
  given: string | undefined,
): Promise<Buffer> {
  if (given !== undefined) return Buffer.from(given, 'utf8');
  const path = join(dataDirectory, name);
  await mkdir(dataDirectory, { recursive: true });
  await createOnce(path, randomBytes(length).toString('base64'), 0o600);
  const text = (await readFile(path, 'utf8')).trim();
  const secret = Buffer.from(text, 'base64');
  if (secret.length !== length || secret.toString('base64') !== text) {
    throw new NoSecret(
      `${path} holds no secret of ${length} bytes in base64. Put back what it was, or delete it to get a new one.`,
    );
  }
  // Windows has no such modes.
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
    throw new NoSecret(
      `${path} can be read by others. Let it be its owner's alone: chmod 600 ${path}`,
    );
  }
  return secret;
}
