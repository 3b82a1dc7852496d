import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.ts';
import { isCode } from '../../create-once.ts';
import { existingHome } from '../../db/embedded/home.ts';

/**
 * What to warn of where the second store lies on the disk of the embedded database; undefined where it
 * does not. Of a server elsewhere, or reached through loopback, nobody can tell from here.
 */
export async function sameDiskWarning({
  database,
  dataDirectory,
  ledger,
}: Pick<Config, 'database' | 'dataDirectory' | 'ledger'>): Promise<string | undefined> {
  if (database.url !== undefined) return undefined;
  // A gateway that was handed a database of somebody else's has none here.
  const home = await existingHome(await realpath(dataDirectory).catch(() => dataDirectory));
  if (home === undefined) return undefined;
  if ((await diskOf(home.cluster)) !== (await diskOf(ledger.secondStore))) return undefined;
  return (
    `The signed checkpoints in ${ledger.secondStore} are on the same disk as the database. Whoever owns ` +
    'that disk, or loses it, has both: a ledger that was rewritten or rolled back together with them ' +
    'is not told from the true one. Set LEDGER_SECOND_STORE to a folder on another disk, under ' +
    'another owner.'
  );
}

/** The device of a path, or of the nearest folder above it that is there. */
async function diskOf(path: string): Promise<number> {
  try {
    return (await stat(path)).dev;
  } catch (cause) {
    if (!isCode(cause, 'ENOENT') || dirname(path) === path) throw cause;
    return diskOf(dirname(path));
  }
}
