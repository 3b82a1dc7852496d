import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { TrustedCheckpoint } from '../core/checkpoint.ts';
import type { TreeHead } from '../core/consistency.ts';
import { utf8 } from '../core/text.ts';
import { filesNewestFirst, folderOfOrigin } from '../second-store/folder.ts';
import { expectContinuation } from '../tree/continues.ts';
import { growByEntries } from '../tree/grown-tree.ts';
import { readCheckpoint, takeTree } from '../tree/tree-store.ts';
import { OperatorRefused } from './alone.ts';

export type PresentTree = {
  readonly client: pg.PoolClient;
  readonly secondStore: string;
  /** Under which the ledger was signed. */
  readonly origin: string;
  readonly open: (note: Uint8Array) => TrustedCheckpoint;
  /** Whether it may be another than was signed. */
  readonly forked: boolean;
};

/**
 * The tree over the entries that the ledger has now, held against what was signed of them.
 *
 * @throws LedgerUnsound FORKED where it is another, GAP; OperatorRefused while a gateway has the tree
 */
export async function presentTree({
  client,
  secondStore,
  origin,
  open,
  forked,
}: PresentTree): Promise<TreeHead> {
  await client.query('begin');
  try {
    const tree = await takeTree(client);
    if (tree === undefined) {
      throw new OperatorRefused(
        'A gateway signs the ledger at this moment. Stop it, and run this again.',
      );
    }
    const grown = await growByEntries(client, tree, tree.entries);
    const published = await readCheckpoint(client, origin);
    const kept = await newestUpTo(folderOfOrigin(secondStore, origin), tree.entries, open);
    const signed = [kept, published === undefined ? undefined : open(utf8(published))];
    for (const one of forked ? [] : signed) {
      if (one !== undefined) await expectContinuation(one, grown);
    }
    return { size: grown.range.size, root: grown.range.root() };
  } finally {
    await client.query('rollback');
  }
}

/** The newest checkpoint of a folder that covers no more than there is. */
async function newestUpTo(
  folder: string,
  entries: bigint,
  open: (note: Uint8Array) => TrustedCheckpoint,
): Promise<TrustedCheckpoint | undefined> {
  for await (const { path, after } of filesNewestFirst(folder)) {
    // It covers more than the one that it follows.
    if (after >= entries) continue;
    const opened = open(await readFile(path));
    if (opened.size <= entries) return opened;
  }
  return undefined;
}
