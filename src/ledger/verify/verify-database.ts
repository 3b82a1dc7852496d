import type pg from 'pg';
import { z } from 'zod';
import { openCheckpoint, type TrustPolicy } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import { utf8 } from '../core/text.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { type Queryable, readTile } from '../tree/tree-store.ts';
import { checkCatalog } from './catalog-check.ts';
import type { Finding } from './finding.ts';
import { MeaningCheck } from './meaning-check.ts';
import { checkProjection, type Projection, readProjection } from './projection-check.ts';
import { type ExpectedRoot, type StreamedEntry, TreeCheck } from './tree-check.ts';

/** A checkpoint that somebody kept elsewhere. */
export type PinnedCheckpoint = { readonly note: Uint8Array; readonly where: string };

export type VerifyOptions = {
  /** Role `cg_gateway`. */
  readonly pool: pg.Pool;
  readonly trust: TrustPolicy;
  readonly pinned: readonly PinnedCheckpoint[];
  /** Told now and then how many of the entries were checked. */
  readonly onProgress: (done: bigint, of: bigint) => void;
};

/** What was checked, and what was found wrong; nothing where the ledger is sound. */
export type VerifyReport = {
  readonly entries: bigint;
  readonly checkpoints: number;
  readonly findings: readonly Finding[];
};

/** How many entries are read at once. */
const pageSize = 5_000n;

/** Checks the whole ledger of a database, as of one moment. */
export async function verifyDatabase(options: VerifyOptions): Promise<VerifyReport> {
  const client = await options.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await verify(client, options);
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

async function verify(
  client: Queryable,
  { trust, pinned, onProgress }: VerifyOptions,
): Promise<VerifyReport> {
  const findings: Finding[] = [];
  const { rows } = await client.query('select size, note from ledger.checkpoint order by size');
  const stored = checkpointRows.parse(rows).map(({ size, note }) => ({
    note: utf8(note),
    where: `the stored checkpoint of size ${size}`,
  }));
  const expected = expectedRoots([...stored, ...pinned], trust, findings);
  const { rows: head } = await client.query(
    'select h.next_index, t.size from ledger.head h, ledger.tree t',
  );
  const { next_index: entries, size: covered } = headRow.parse(head[0]);

  const tree = new TreeCheck(expected, (tile) => readTile(client, tile));
  const meaning = new MeaningCheck();
  for await (const page of entryPages(client)) {
    for (const { columns, ...entry } of page) {
      if (!tree.add(entry)) return report(entries, stored.length, findings, tree, meaning);
      const leaf = checkProjection(entry.index, entry.leaf, columns, findings);
      if (leaf) meaning.add(entry.index, leaf);
      // The newest entries have no tiles yet.
      if (tree.size === covered) await tree.checkTiles();
    }
    onProgress(tree.size, entries);
  }
  if (tree.size !== entries) {
    const message = `the head counts ${entries} entries; there are ${tree.size}`;
    findings.push({ level: 'TABLES', class: 'SHRUNKEN', message, index: tree.size });
  }
  tree.finish();
  findings.push(...(await checkCatalog(client)));
  return report(entries, stored.length, findings, tree, meaning);
}

const report = (
  entries: bigint,
  checkpoints: number,
  findings: readonly Finding[],
  tree: TreeCheck,
  meaning: MeaningCheck,
): VerifyReport => ({
  entries,
  checkpoints,
  findings: [...findings, ...tree.findings, ...meaning.findings],
});

/** The roots that were signed, smallest first; what is not signed as it should be is a finding. */
function expectedRoots(
  checkpoints: readonly PinnedCheckpoint[],
  trust: TrustPolicy,
  findings: Finding[],
): ExpectedRoot[] {
  const roots = checkpoints.flatMap(({ note, where }): ExpectedRoot[] => {
    try {
      const { size, root } = openCheckpoint(nodePrimitives, note, trust);
      return [{ size, root, where }];
    } catch (cause) {
      if (!(cause instanceof LedgerFault)) throw cause;
      const message = `${where}: ${cause.message}`;
      findings.push({ level: 'SIGNATURES', class: 'SIGNATURE', message });
      return [];
    }
  });
  return roots.sort((one, other) => Number(one.size - other.size));
}

type Row = StreamedEntry & { readonly columns: Projection };

async function* entryPages(client: Queryable): AsyncGenerator<Row[]> {
  for (let after = -1n; ; ) {
    const { rows } = await client.query({
      name: 'ledger-verify-entries',
      text: `select idx, leaf, leaf_hash, release_id, kind, extract(epoch from at) * 1000 as at, plan_id, member_id,
          app_id, partner_id, grant_id, grant_version, purpose, categories, labels
        from ledger.entry where idx > $1 order by idx limit $2`,
      values: [`${after}`, `${pageSize}`],
    });
    const page = rows.map((row): Row => {
      const { idx, leaf, leaf_hash } = entryRow.parse(row);
      return { index: idx, leaf, leafHash: leaf_hash, columns: readProjection(row) };
    });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.index;
  }
}

const bytes = z.instanceof(Uint8Array);
const checkpointRows = z.array(z.object({ size: z.coerce.bigint(), note: z.string() }));
const headRow = z.object({ next_index: z.coerce.bigint(), size: z.coerce.bigint() });
const entryRow = z.object({ idx: z.coerce.bigint(), leaf: bytes, leaf_hash: bytes });
