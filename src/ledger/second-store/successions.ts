import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createOnce, isCode } from '../../create-once.ts';
import { formatKeyId, sameVerifierKey as same } from '../core/verifier-key.ts';
import { openSuccession, type Succession } from '../keys/succession.ts';
import { folderOfOrigin } from './folder.ts';

const folderOf = (secondStore: string, origin: string) =>
  join(folderOfOrigin(secondStore, origin), 'successors');

/**
 * Keeps the note by which a key followed on another beside the checkpoints: a restored backup may
 * have lost the entry that has it, and with it the way from the ledger's first key to its last.
 */
export async function keepSuccession(secondStore: string, kept: Succession): Promise<void> {
  const path = join(folderOf(secondStore, kept.former.name), formatKeyId(kept.former));
  await mkdir(dirname(path), { recursive: true });
  await createOnce(path, kept.note, 0o644);
}

/**
 * The successions that follow on those of the ledger's entries, in order, as far as the second store
 * has them: the entries that a restored backup has lost.
 *
 * @param told those that are entries of the ledger
 * @throws LedgerFault for one that is forged
 */
export async function lostSuccessions(
  secondStore: string,
  origins: readonly string[],
  told: readonly Succession[],
): Promise<Succession[]> {
  const all = (await Promise.all(origins.map((one) => keptOf(secondStore, one)))).flat();
  // Without an entry, the first key is the one that followed on none.
  const isFirst = ({ former }: Succession) => !all.some(({ next }) => same(next, former));
  let tip = told.at(-1)?.next ?? all.find(isFirst)?.former;
  const lost: Succession[] = [];
  while (tip !== undefined && lost.length < all.length) {
    const at = tip;
    const following = all.find(({ former }) => same(former, at));
    if (following !== undefined) lost.push(following);
    tip = following?.next;
  }
  return lost;
}

async function keptOf(secondStore: string, origin: string): Promise<Succession[]> {
  const folder = folderOf(secondStore, origin);
  const names = await readdir(folder).catch((cause: unknown): string[] => {
    if (isCode(cause, 'ENOENT')) return [];
    throw cause;
  });
  const kept = names.filter((name) => /^[0-9a-f]{8}$/.test(name));
  return Promise.all(kept.map(async (name) => openSuccession(await readFile(join(folder, name)))));
}
