import { createHash } from 'node:crypto';
import type { Field } from './fields.ts';
import type { PartKind, RecordKind } from './record-kind.ts';

/**
 * The SQL of the door. One statement serves many members, each with its own scope, page and cursor:
 * `$1` is a JSON array with one element for each page asked for (see `scope-parameters.ts`). It
 * returns a row for each element that covers anything: its place, its member, and what was found,
 * newest first, as a JSON array of arrays. JSON, because V8 parses it several times faster than the
 * driver parses rows, and PostgreSQL makes it about as fast as them (docs/adr/0013).
 */
export type DoorStatement = {
  /** Prepared under this name, once a connection. */
  readonly name: string;
  readonly text: string;
  /** What each inner array holds, in order: a record's head first, where there is one. */
  readonly columns: readonly string[];
};

const parameters = `jsonb_to_recordset($1::jsonb) s(
    ord int, member uuid, record uuid, since date, until date, undated boolean,
    prior_authorizations boolean,
    every_label boolean, labels text[], categories text[], payments boolean,
    before_date date, before_id uuid, take int)`;

/** What a record must satisfy to be read under `s`. */
function covered(kind: RecordKind): string {
  const conditions = ['r.member_id = s.member', '(s.every_label or r.labels <@ s.labels)'];
  if (typeof kind.category !== 'string') conditions.push('r.category = any(s.categories)');
  if (kind.priorAuthorizations) {
    conditions.push("(s.prior_authorizations or coalesce(r.use, 'claim') = 'claim')");
  }
  if (kind.dated) {
    conditions.push(
      // -infinity stands for no date: no window covers it, not even one that is open at its start,
      // so it is withheld unless consented to as such.
      "case when r.service_date = '-infinity' then s.undated else r.service_date between s.since and s.until end",
    );
  }
  return conditions.join('\n        and ');
}

/** One value of the inner arrays: its column, and what is made of it. */
type Value = readonly [column: string, sql: string];

/** What every record has. */
const head = (kind: RecordKind): Value[] => [
  ['id', 'r.id'],
  ['service_date', "nullif(r.service_date, '-infinity')"],
  ['labels', 'r.labels'],
  ...(typeof kind.category === 'string' ? [] : [['category', 'r.category'] as const]),
];

/** Columns of fields; those under PAYMENTS come back null where the scope lacks it. */
function valuesOf(fields: readonly Field[]): Value[] {
  const guarded = new Map<string, boolean>();
  for (const { columns, payments } of fields) {
    for (const column of columns) guarded.set(column, payments && (guarded.get(column) ?? true));
  }
  const decimals = new Set(fields.flatMap((field) => field.decimals));
  return [...guarded].map(([column, payments]) => {
    const value = decimals.has(column) ? `r.${column}::text` : `r.${column}`;
    return [column, payments ? `case when s.payments then ${value} end` : value];
  });
}

/**
 * @param alias of the table that the values stand in
 * @param found the rest of the query that finds its rows, in their order
 */
function statementOf(values: readonly Value[], alias: string, found: string): DoorStatement {
  const columns = values.map(([column]) => column);
  const text = `select s.ord, s.member, found.rows
    from ${parameters}
    cross join lateral (
      select json_agg(json_build_array(${values.map(([, sql]) => sql).join(', ')})) as rows
      from (
        select ${columns.map((column) => `${alias}.${column}`).join(', ')}
        ${found}) r) found
    where found.rows is not null`;
  const name = `door-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  return { name, text, columns };
}

/** Pages of a member's records, newest first: `take` rows and one more, to tell whether any follow. */
export function pageStatement(kind: RecordKind, fields: readonly Field[]): DoorStatement {
  return statementOf(
    [...head(kind), ...valuesOf(fields)],
    'r',
    `from health.${kind.table} r
        where ${covered(kind)}
        -- The start of the page and its end, in the order of the index (member_id, service_date, id).
        and (r.service_date, r.id) < (s.before_date, s.before_id)
        and r.service_date >= case when s.undated then '-infinity' else s.since end
        order by r.service_date desc, r.id desc
        limit s.take + 1`,
  );
}

/** Single records, each under its member's scope. */
export function recordStatement(kind: RecordKind, fields: readonly Field[]): DoorStatement {
  return statementOf(
    [...head(kind), ...valuesOf(fields)],
    'r',
    `from health.${kind.table} r
        where r.id = s.record and ${covered(kind)}`,
  );
}

/** The parts of single records; the record itself is judged again, so no part outlives its scope. */
export function partStatement(part: PartKind, fields: readonly Field[]): DoorStatement {
  return statementOf(
    valuesOf(fields),
    'p',
    `from health.${part.of.table} r
        join health.${part.table} p on p.${part.key} = r.id and p.member_id = r.member_id
        where r.id = s.record and ${covered(part.of)}
        order by p.sequence`,
  );
}

/** How many records of a kind a scope covers, by category, and how many of these bear a label. */
export function countStatement(kind: RecordKind): string {
  const category = typeof kind.category === 'string' ? `'${kind.category}'` : 'r.category';
  return `select ${category} as category, count(*) as records,
      count(*) filter (where r.labels <> '{}') as sensitive
    from ${parameters}
    join health.${kind.table} r on ${covered(kind)}
    group by 1`;
}
