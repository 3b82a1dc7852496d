import type { Notebook } from '../notebook.ts';
import type { Scope } from '../scope.ts';
import { isCategory } from '../vocabulary.ts';
import { type AskedFields, asksForMoney } from './asked-fields.ts';
import type { DoorConnection } from './connection.ts';
import { countRecords, type RecordCount } from './count.ts';
import {
  findByMemberNumber,
  type Identification,
  type IdentifiedMember,
  identifyMember,
  isNameOf,
} from './identify.ts';
import {
  coversKind,
  type HealthRecord,
  type PartKind,
  type RecordKind,
  type RecordPart,
} from './record-kind.ts';
import { type PagePosition, type ScopeParameters, scopeParameters } from './scope-parameters.ts';
import { type FoundRows, SharedReads } from './shared-reads.ts';
import type { DoorStatement } from './statement.ts';
import { DoorStatements } from './statements.ts';

export type PageRequest = {
  readonly scope: Scope;
  readonly after: PagePosition | undefined;
  readonly take: number;
};
export type Page = { readonly records: readonly HealthRecord[]; readonly hasNext: boolean };

/**
 * The one way to health records. Every read names a Scope, is applied by PostgreSQL, and is written
 * into the request's notebook before it is returned. Fields that are not asked for are not read.
 */
export type Door = {
  pages(
    kind: RecordKind,
    requests: readonly PageRequest[],
    asked: AskedFields,
    notebook: Notebook,
  ): Promise<Page[]>;
  records(
    kind: RecordKind,
    requests: readonly { scope: Scope; id: string }[],
    asked: AskedFields,
    notebook: Notebook,
  ): Promise<(HealthRecord | undefined)[]>;
  parts(
    part: PartKind,
    requests: readonly { scope: Scope; record: HealthRecord }[],
    asked: AskedFields,
    notebook: Notebook,
  ): Promise<RecordPart[][]>;
  /** For the member alone, who thinks about sharing it. */
  count(kind: RecordKind, scope: Scope): Promise<RecordCount[]>;
  /** For the Member Help Team alone: who is calling. */
  identify(by: Identification): Promise<IdentifiedMember | undefined>;
  /** For the member alone, who signs: whether they sign with the family name on record, and not what it is. */
  isNameOf(memberId: string, name: string): Promise<boolean>;
  /** For members whom their plan's own identity provider has identified. */
  numbered(memberNumber: string): Promise<readonly string[]>;
};

/** Opens the door on a pool of role `cg_door`. */
export function openDoor(connection: DoorConnection): Door {
  const reads = new SharedReads(connection);
  const statements = new DoorStatements();

  /** Reads for those whose scope covers the kind at all; nothing is found for the others. */
  async function find<Request extends { readonly scope: Scope }>(
    statement: DoorStatement,
    kind: RecordKind,
    requests: readonly Request[],
    parametersOf: (request: Request) => ScopeParameters,
  ): Promise<FoundRows[]> {
    const covering = requests.filter(({ scope }) => coversKind(kind, scope));
    const found = await reads.read(statement, covering.map(parametersOf));
    const places = new Map(covering.map((request, at) => [request, found[at]]));
    return requests.map((request) => places.get(request) ?? []);
  }

  return {
    async pages(kind, requests, asked, notebook) {
      const statement = statements.page(kind, asked);
      const payments = asksForMoney(kind, asked);
      const found = await find(statement, kind, requests, ({ scope, after, take }) =>
        scopeParameters(kind, scope, { payments, after, take }),
      );
      return requests.map(({ scope, take }, at) => {
        const rows = found[at] ?? [];
        const records = rows.slice(0, take).map((row) => recordOf(kind, scope, statement, row));
        notebook.noteRecords(scope, kind, records, payments);
        return { records, hasNext: rows.length > take };
      });
    },

    async records(kind, requests, asked, notebook) {
      const statement = statements.record(kind, asked);
      const payments = asksForMoney(kind, asked);
      const found = await find(statement, kind, requests, ({ scope, id }) =>
        scopeParameters(kind, scope, { payments, record: id }),
      );
      return requests.map(({ scope }, at) => {
        const row = found[at]?.[0];
        const record = row && recordOf(kind, scope, statement, row);
        notebook.noteRecords(scope, kind, record ? [record] : [], payments);
        return record;
      });
    },

    async parts(part, requests, asked, notebook) {
      const statement = statements.part(part, asked);
      const payments = asksForMoney(part, asked);
      const found = await find(statement, part.of, requests, ({ scope, record }) =>
        scopeParameters(part.of, scope, { payments, record: record.id }),
      );
      return requests.map(({ scope, record }, at) => {
        notebook.noteRecords(scope, part.of, [record], payments);
        return (found[at] ?? []).map((row) => ({ columns: columnsOf(statement, row) }));
      });
    },

    count: (kind, scope) => countRecords(connection, kind, scope),

    identify: (by) => identifyMember(connection, by),

    isNameOf: (memberId, name) => isNameOf(connection, memberId, name),

    numbered: (memberNumber) => findByMemberNumber(connection, memberNumber),
  };
}

function columnsOf({ columns }: DoorStatement, row: readonly unknown[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [at, column] of columns.entries()) values[column] = row[at];
  return values;
}

/** Rows are many, and only what is judged by is checked; fields check their own columns as they are read. */
function recordOf(
  kind: RecordKind,
  scope: Scope,
  statement: DoorStatement,
  row: readonly unknown[],
): HealthRecord {
  const columns = columnsOf(statement, row);
  const { id, service_date, labels } = columns;
  const category = typeof kind.category === 'string' ? kind.category : columns['category'];
  if (
    typeof id !== 'string' ||
    !(service_date === null || typeof service_date === 'string') ||
    !isTexts(labels) ||
    !(typeof category === 'string' && isCategory(category))
  ) {
    throw new TypeError(`the door returned a ${kind.name} without its head`);
  }
  const { memberId } = scope;
  return { kind, id, memberId, serviceDate: service_date, category, labels, columns };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
