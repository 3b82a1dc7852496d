import type { Field } from './fields.ts';
import type { PartKind, RecordKind } from './record-kind.ts';

/**
 * The SQL of the door. One statement serves many members, each with its own scope, page and cursor:
 * `$1` is a JSON array with one element for each page asked for (see `scope-parameters.ts`).
 */
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
  return conditions.join('\n      and ');
}

const head = (kind: RecordKind) =>
  `r.id, r.member_id, nullif(r.service_date, '-infinity') as service_date, r.labels, ${
    typeof kind.category === 'string' ? `'${kind.category}'` : 'r.category'
  } as record_category`;

/** Columns of fields; those under PAYMENTS come back null where the scope lacks it. */
function columnsOf(fields: Readonly<Record<string, Field>>, alias: string): string {
  const guarded = new Map<string, boolean>();
  for (const field of Object.values(fields)) {
    for (const column of field.columns) {
      guarded.set(column, field.payments && (guarded.get(column) ?? true));
    }
  }
  const columns = [...guarded].map(([column, payments]) =>
    payments
      ? `case when s.payments then ${alias}.${column} end as ${column}`
      : `${alias}.${column}`,
  );
  return columns.map((column) => `, ${column}`).join('');
}

/** Pages of a member's records, newest first: `take` rows and one more, to tell whether any follow. */
export function pageStatement(kind: RecordKind): string {
  return `select s.ord, r.*
    from ${parameters}
    cross join lateral (
      select ${head(kind)}${columnsOf(kind.fields, 'r')}
      from health.${kind.table} r
      where ${covered(kind)}
      -- The start of the page and its end, in the order of the index (member_id, service_date, id).
      and (r.service_date, r.id) < (s.before_date, s.before_id)
      and r.service_date >= case when s.undated then '-infinity' else s.since end
      order by r.service_date desc, r.id desc
      limit s.take + 1) r
    order by s.ord, r.service_date desc nulls last, r.id desc`;
}

/** Single records, each under its member's scope. */
export function recordStatement(kind: RecordKind): string {
  return `select s.ord, ${head(kind)}${columnsOf(kind.fields, 'r')}
    from ${parameters}
    join health.${kind.table} r on r.id = s.record
      and ${covered(kind)}`;
}

/** The parts of single records; the record itself is judged again, so no part outlives its scope. */
export function partStatement(part: PartKind): string {
  return `select s.ord${columnsOf(part.fields, 'p')}
    from ${parameters}
    join health.${part.of.table} r on r.id = s.record
      and ${covered(part.of)}
    join health.${part.table} p on p.${part.key} = r.id and p.member_id = r.member_id
    order by s.ord, p.sequence`;
}
