import { createHash } from 'node:crypto';
import type { Notebook } from '../notebook.ts';
import type { Scope } from '../scope.ts';
import { isCategory } from '../vocabulary.ts';
import type { DoorConnection } from './connection.ts';
import type { Columns } from './fields.ts';
import { type Identification, type IdentifiedMember, identifyMember } from './identify.ts';
import type { HealthRecord, PartKind, RecordKind, RecordPart } from './record-kind.ts';
import {
  coversKind,
  type PagePosition,
  type ScopeParameters,
  scopeParameters,
} from './scope-parameters.ts';
import { pageStatement, partStatement, recordStatement } from './statement.ts';

export type PageRequest = {
  readonly scope: Scope;
  readonly after: PagePosition | undefined;
  readonly take: number;
};
export type Page = { readonly records: readonly HealthRecord[]; readonly hasNext: boolean };

/**
 * The one way to health records. Every read names a Scope, is applied by PostgreSQL, and is written
 * into the request's notebook before it is returned.
 *
 * `payments` tells whether the operation asks for money at all: what is not asked for is not read.
 */
export type Door = {
  pages(
    kind: RecordKind,
    requests: readonly PageRequest[],
    payments: boolean,
    notebook: Notebook,
  ): Promise<Page[]>;
  records(
    kind: RecordKind,
    requests: readonly { scope: Scope; id: string }[],
    payments: boolean,
    notebook: Notebook,
  ): Promise<(HealthRecord | undefined)[]>;
  parts(
    part: PartKind,
    requests: readonly { scope: Scope; record: HealthRecord }[],
    payments: boolean,
    notebook: Notebook,
  ): Promise<RecordPart[][]>;
  /** For the Member Help Team alone: who is calling. */
  identify(by: Identification): Promise<IdentifiedMember | undefined>;
};

/** Opens the door on a pool of role `cg_door`. */
export function openDoor(connection: DoorConnection): Door {
  const run = (text: string, parameters: ScopeParameters[]) =>
    parameters.length === 0
      ? Promise.resolve([])
      : connection
          .query({ name: statementName(text), text, values: [JSON.stringify(parameters)] })
          .then((result) => result.rows.map(rowOf));

  return {
    async pages(kind, requests, payments, notebook) {
      const rows = await run(
        pageStatement(kind),
        requests.flatMap(({ scope, after, take }, ord) =>
          coversKind(kind, scope)
            ? [scopeParameters(kind, scope, { ord, payments, after, take })]
            : [],
        ),
      );
      const byRequest = groupByOrd(rows);
      return requests.map(({ scope, take }, ord) => {
        const found = (byRequest.get(ord) ?? []).map((row) => recordOf(kind, row));
        const records = found.slice(0, take);
        notebook.noteRecords(scope, kind, records, payments && hasMoney(kind));
        return { records, hasNext: found.length > take };
      });
    },

    async records(kind, requests, payments, notebook) {
      const rows = await run(
        recordStatement(kind),
        requests.flatMap(({ scope, id }, ord) =>
          coversKind(kind, scope)
            ? [scopeParameters(kind, scope, { ord, record: id, payments })]
            : [],
        ),
      );
      const byRequest = groupByOrd(rows);
      return requests.map(({ scope }, ord) => {
        const row = byRequest.get(ord)?.[0];
        const record = row && recordOf(kind, row);
        notebook.noteRecords(scope, kind, record ? [record] : [], payments && hasMoney(kind));
        return record;
      });
    },

    async parts(part, requests, payments, notebook) {
      const rows = await run(
        partStatement(part),
        requests.flatMap(({ scope, record }, ord) =>
          coversKind(part.of, scope)
            ? [scopeParameters(part.of, scope, { ord, record: record.id, payments })]
            : [],
        ),
      );
      const byRequest = groupByOrd(rows);
      return requests.map(({ scope, record }, ord) => {
        notebook.noteRecords(scope, part.of, [record], payments && hasMoney(part));
        return (byRequest.get(ord) ?? []).map((columns) => ({ columns }));
      });
    },

    identify: (by) => identifyMember(connection, by),
  };
}

const hasMoney = ({ fields }: Pick<RecordKind, 'fields'>) =>
  Object.values(fields).some((field) => field.payments);

type Row = Columns & { readonly ord: number };

/** Rows are many, and only what is judged by is checked; fields check their own columns as they are read. */
function rowOf(row: unknown): Row {
  if (!isRow(row)) throw new TypeError('the door returned a row without its place');
  return row;
}

const isRow = (row: unknown): row is Row =>
  row instanceof Object && 'ord' in row && typeof row.ord === 'number';

function recordOf(kind: RecordKind, row: Row): HealthRecord {
  const { id, member_id, service_date, labels, record_category } = row;
  if (
    typeof id !== 'string' ||
    typeof member_id !== 'string' ||
    !(service_date === null || typeof service_date === 'string') ||
    !isTexts(labels) ||
    !(typeof record_category === 'string' && isCategory(record_category))
  ) {
    throw new TypeError(`the door returned a ${kind.name} without its head`);
  }
  return {
    kind,
    id,
    memberId: member_id,
    serviceDate: service_date,
    category: record_category,
    labels,
    columns: row,
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function groupByOrd(rows: readonly Row[]): Map<number, Row[]> {
  return Map.groupBy(rows, (row) => row.ord);
}

const names = new Map<string, string>();

/** Prepared once a connection: the statement's name is a hash of its text. */
function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `door-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
  names.set(text, name);
  return name;
}
