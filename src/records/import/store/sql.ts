import type { Columns } from '../kind.ts';

type Declared = Readonly<Record<string, string>>;

/** A provider travels as JSON: words, reference, and the id under which a name may be found. */
const declaration = (columns: Declared): string =>
  Object.entries(columns)
    .map(([column, type]) => `${column} ${type === 'provider' ? 'jsonb' : type}`)
    .join(', ');

/** A provider is shown by the words beside the reference, else by the name of whom it refers to. */
const providerName = (column: string): string => `coalesce(
  r.${column} ->> 'display',
  (select p.name from health.care_provider p where p.id = (r.${column} ->> 'id')::uuid),
  r.${column} ->> 'reference')`;

const selection = (columns: Declared): string =>
  Object.entries(columns)
    .map(([column, type]) => (type === 'provider' ? providerName(column) : `r.${column}`))
    .join(', ');

/** All columns of a record table, with how each is read from JSON. */
export const recordColumns = (columns: Columns): Declared => ({
  id: 'uuid',
  member_id: 'uuid',
  source_id: 'text',
  source_hash: 'bytea',
  service_date: 'date',
  own_labels: 'text[]',
  labels: 'text[]',
  ...columns,
  source: 'jsonb',
});

/** Inserts rows given as one JSON array. Table and column names are ours, never of the input. */
export const insert = (table: string, columns: Declared): string =>
  `insert into health.${table} (${Object.keys(columns).join(', ')})
   select ${selection(columns)} from jsonb_to_recordset($1::jsonb) as r(${declaration(columns)})`;

/** Inserts rows given as one JSON array, and replaces those that are there. */
export function upsert(table: string, columns: Declared): string {
  const replaced = Object.keys(columns)
    .filter((name) => name !== 'id')
    .map((name) => `${name} = excluded.${name}`);
  return `${insert(table, columns)} on conflict (id) do update set ${replaced.join(', ')}`;
}

/** A row as JSON text, with the source's own text in it as it came. */
export const withSource = (row: Readonly<Record<string, unknown>>, source: string): string =>
  `${JSON.stringify(row).slice(0, -1)},"source":${source}}`;
