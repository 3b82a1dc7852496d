import type pg from 'pg';
import { z } from 'zod';
import type { Selection } from './bundle-format.ts';

/** An entry that goes into a bundle, as it is stored. */
export type SelectedEntry = {
  readonly index: bigint;
  readonly leaf: Uint8Array;
  readonly context: boolean;
};

/** How many entries are read at once. */
const pageSize = 500;

/** How many entries a selection has below a size, and the last of them. */
export async function measureSelection(
  pool: pg.Pool,
  selection: Selection,
): Promise<{ readonly entries: number; readonly last: bigint | undefined }> {
  const { sql, values } = conditionOf(selection, []);
  const { rows } = await pool.query(
    `select count(*) as entries, max(idx) as last from ledger.entry e where ${sql}`,
    values,
  );
  const { entries, last } = measureRow.parse(rows[0]);
  return { entries, last: last ?? undefined };
}

/**
 * Reads what was selected below a size, by index, with its context: the changes of the grants that the
 * selected disclosures rest on, and of their apps. As of one moment, a page at a time.
 */
export async function* readSelection(
  pool: pg.Pool,
  selection: Selection,
  size: bigint,
): AsyncGenerator<SelectedEntry[]> {
  const client = await pool.connect();
  let fault: unknown;
  try {
    await client.query('begin isolation level repeatable read read only');
    const { sql, values } = conditionOf(selection, [`${size}`]);
    await client.query(`declare bundle no scroll cursor for ${statementOf(sql)}`, values);
    for (;;) {
      const { rows } = await client.query(`fetch ${pageSize} from bundle`);
      if (rows.length === 0) return;
      yield entryRows.parse(rows).map(({ idx, ...entry }) => ({ index: idx, ...entry }));
    }
  } catch (cause) {
    fault = cause;
    throw cause;
  } finally {
    await client.query('rollback').catch((cause: unknown) => {
      fault ??= cause;
    });
    client.release(fault instanceof Error ? fault : undefined);
  }
}

const statementOf = (condition: string) => `
  with selected as (
    select e.idx, e.kind, e.grant_id, e.app_id from ledger.entry e where e.idx < $1 and ${condition}
  ), context as (
    select c.idx from ledger.change c
      where c.subject_table = 'consent_grant' and c.idx < $1
        and c.subject_id in (select s.grant_id from selected s where s.kind = 'DISCLOSURE')
    union all
    select c.idx from ledger.change c
      where c.subject_table = 'app' and c.idx < $1
        and c.subject_id in (select s.app_id from selected s where s.kind = 'DISCLOSURE')
  )
  select e.idx, e.leaf, m.context
    from (
      select s.idx, false as context from selected s
      union all
      select c.idx, true from context c where not exists (select from selected s where s.idx = c.idx)
    ) m join ledger.entry e on e.idx = m.idx
   order by m.idx`;

/** @param values of the parameters before */
function conditionOf(
  { member, app, from, to }: Selection,
  values: readonly string[],
): { sql: string; values: string[] } {
  const given = [
    ['e.member_id = ?', member],
    ['e.app_id = ?', app],
    ['e.at >= ?::timestamptz', from],
    ['e.at < ?::timestamptz', to],
  ].filter((one): one is [string, string] => one[1] !== undefined);
  return {
    sql: given.map(([sql], at) => sql.replace('?', `$${values.length + at + 1}`)).join(' and '),
    values: [...values, ...given.map(([, value]) => value)],
  };
}

const measureRow = z.object({ entries: z.coerce.number(), last: z.coerce.bigint().nullable() });
const entryRows = z.array(
  z.object({ idx: z.coerce.bigint(), leaf: z.instanceof(Uint8Array), context: z.boolean() }),
);
