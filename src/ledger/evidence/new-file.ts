import { randomBytes } from 'node:crypto';
import { type FileHandle, link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flushFolder, isCode } from '../../create-once.ts';
import { EvidenceRefused } from './errors.ts';
import type { Sink } from './zip-writer.ts';

/**
 * Writes a file that is there as a whole or not at all, and never in the place of another.
 *
 * @param fill writes its content
 * @param beforeShown done when all is on disk, and before the file has its name
 * @throws EvidenceRefused when there is a file of that name, or none can be written there
 */
export async function writeNewFile<Value>(
  path: string,
  fill: (sink: Sink) => Promise<Value>,
  beforeShown: (value: Value) => Promise<void>,
): Promise<Value> {
  if (await exists(path)) throw taken(path);
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.draft`;
  const file = await open(draft, 'wx', 0o600).catch((cause) => {
    throw unwritable(path, cause);
  });
  try {
    const value = await filled(file, path, fill);
    await beforeShown(value);
    await giveName(draft, path);
    return value;
  } finally {
    await rm(draft, { force: true });
  }
}

async function filled<Value>(
  file: FileHandle,
  path: string,
  fill: (sink: Sink) => Promise<Value>,
): Promise<Value> {
  try {
    const value = await fill(async (bytes) => {
      await file.writeFile(bytes).catch((cause) => {
        throw unwritable(path, cause);
      });
    });
    await file.sync();
    return value;
  } finally {
    await file.close();
  }
}

async function giveName(draft: string, path: string): Promise<void> {
  try {
    // Unlike a rename, a link never replaces.
    await link(draft, path);
  } catch (cause) {
    // Some disks, as those one carries along, know no links.
    if (isCode(cause, 'EEXIST') || (await exists(path))) throw taken(path);
    await rename(draft, path);
  }
  await flushFolder(dirname(path));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const taken = (path: string) =>
  new EvidenceRefused(
    `${path}: there is a file of that name, and evidence never replaces one. Give another name with --out.`,
  );

function unwritable(path: string, cause: unknown): EvidenceRefused {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EvidenceRefused(
    `${path}: cannot be written: ${reason}. Give with --out a file in a folder that is there, has room, and that this user can write to.`,
    { cause },
  );
}
