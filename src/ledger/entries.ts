import type pg from 'pg';
import { z } from 'zod';
import { decodeLeaf, type Leaf, type LeafKind } from './leaf.ts';

/** An entry as it stands in the ledger. */
export type LedgerEntry = {
  readonly index: bigint;
  readonly leafHash: Buffer;
  readonly bytes: Buffer;
  /** Absent where the bytes are no leaf that this version knows: the bytes remain the authority. */
  readonly leaf: Leaf | undefined;
};

/** Which entries; what is absent does not narrow. Times are epoch milliseconds, `to` excluded. */
export type EntryFilter = {
  readonly kinds: readonly LeafKind[];
  readonly memberId?: string | undefined;
  readonly appId?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly category?: string | undefined;
  readonly label?: string | undefined;
  readonly purpose?: string | undefined;
  readonly release?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
};

/**
 * Entries, newest first, a page at a time by index.
 *
 * @param before the index of the last entry of the page before
 * @param take how many at most
 */
export async function findEntries(
  pool: pg.Pool,
  filter: EntryFilter,
  before: bigint | undefined,
  take: number,
): Promise<LedgerEntry[]> {
  const values: unknown[] = [];
  const conditions = conditionsOf(filter, before).map(([sql, value]) => {
    values.push(value);
    return sql.replace('?', `$${values.length}`);
  });
  values.push(take);
  const { rows } = await pool.query(
    `select idx, leaf, leaf_hash from ledger.entry where ${conditions.join(' and ')}
      order by idx desc limit $${values.length}`,
    values,
  );
  return rows.map(entryOf);
}

/** One entry by its index. */
export async function findEntry(pool: pg.Pool, index: bigint): Promise<LedgerEntry | undefined> {
  const { rows } = await pool.query(
    'select idx, leaf, leaf_hash from ledger.entry where idx = $1',
    [index],
  );
  return rows.map(entryOf)[0];
}

/** How many entries the ledger has. */
export async function ledgerSize(pool: pg.Pool): Promise<bigint> {
  const { rows } = await pool.query('select next_index from ledger.head where id = 1');
  return headRow.parse(rows[0]).next_index;
}

function conditionsOf(filter: EntryFilter, before: bigint | undefined): [string, unknown][] {
  const all: [string, unknown][] = [
    ['kind = any(?)', filter.kinds],
    ['idx < ?', before],
    ['member_id = ?', filter.memberId],
    ['app_id = ?', filter.appId],
    ['partner_id = ?', filter.partnerId],
    ['categories @> array[?]', filter.category],
    ['labels @> array[?]', filter.label],
    ['purpose = ?', filter.purpose],
    ['release_id = ?', filter.release],
    ['at >= to_timestamp(?::double precision / 1000)', filter.from],
    ['at < to_timestamp(?::double precision / 1000)', filter.to],
  ];
  return all.filter(([, value]) => value !== undefined);
}

const headRow = z.object({ next_index: z.coerce.bigint() });
const entryRow = z.object({
  idx: z.coerce.bigint(),
  leaf: z.instanceof(Buffer),
  leaf_hash: z.instanceof(Buffer),
});

function entryOf(row: unknown): LedgerEntry {
  const { idx, leaf, leaf_hash } = entryRow.parse(row);
  return { index: idx, leafHash: leaf_hash, bytes: leaf, leaf: decodeLeaf(leaf) };
}
