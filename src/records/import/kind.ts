import type { z } from 'zod';
import type { Concept } from '../terminology/code-systems.ts';
import { ElementFault } from './faults.ts';
import type { Reference } from './fhir/elements.ts';

/** What a column is given. `provider` becomes the provider's name, looked up when it has none. */
type ColumnValues = {
  text: string | null;
  'text[]': readonly string[];
  date: string | null;
  timestamptz: string | null;
  /** Text, where decimals count. */
  numeric: string | number | null;
  integer: number;
  jsonb: readonly object[];
  provider: Reference | null;
};
type ColumnType = keyof ColumnValues;
/** The columns of a table besides its head, with their types. */
export type Columns = Readonly<Record<string, ColumnType>>;
export type RowOf<C extends Columns> = { readonly [K in keyof C]: ColumnValues[C[K]] };
export type Row = Readonly<Record<string, ColumnValues[ColumnType]>>;

/** A table whose rows belong to one record and are replaced with it. */
export type PartTable = {
  readonly table: 'benefit' | 'claim_line' | 'claim_diagnosis' | 'payment';
  readonly parent: 'coverage_id' | 'claim_id';
  readonly columns: Columns;
  /** Whether each row repeats its record's date of service and labels. */
  readonly dated: boolean;
};
/** Rows of one part table, in the order of the source. */
export type Parts = { readonly of: PartTable; readonly rows: readonly Row[] };

/** Rows for a part table, checked against its columns. */
export const parts = <C extends Columns>(
  of: PartTable & { readonly columns: C },
  rows: readonly RowOf<C>[],
): Parts => ({ of, rows });

/** What a mapper makes of one resource. */
export type Mapped<R = Row> = {
  /** Whose it is: the reference to a Patient; null for a Patient itself. */
  readonly member: Reference | null;
  /** `YYYY-MM-DD` or `-infinity`. See docs/dates-of-service.md. */
  readonly serviceDate: string;
  readonly row: R;
  /** Every clinical statement. An empty one stands for a statement that nobody can judge. */
  readonly concepts: readonly (Concept | undefined)[];
  /** Every reference through which labels travel to this record. */
  readonly inherits: readonly (Reference | undefined)[];
  readonly parts?: readonly Parts[];
};

/** One type of resource and the table that holds it. */
export type Kind = {
  readonly type: string;
  readonly table: string;
  readonly columns: Columns;
  /** Administrative resources are not judged by codes. */
  readonly clinical: boolean;
  /** @throws ElementFault naming the first element that is wrong */
  map(resource: unknown): Mapped;
};

/** Defines a kind; the row that `map` returns is checked against `columns`. */
export function kind<S extends z.ZodType, C extends Columns>(definition: {
  readonly type: string;
  readonly table: string;
  readonly columns: C;
  readonly clinical?: boolean;
  readonly schema: S;
  readonly map: (resource: z.infer<S>) => Mapped<RowOf<C>>;
}): Kind {
  const { type, table, columns, schema } = definition;
  return {
    type,
    table,
    columns,
    clinical: definition.clinical ?? true,
    map: (resource) => definition.map(parse(schema, resource, type)),
  };
}

/**
 * Checks a resource against a schema.
 *
 * @throws ElementFault with the path as FHIRPath writes it, such as `Claim.item[2].servicedDate`
 */
export function parse<S extends z.ZodType>(schema: S, resource: unknown, type: string): z.infer<S> {
  const parsed = schema.safeParse(resource);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? [])
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  throw new ElementFault(`${type}${path}`, issue?.message ?? 'not valid');
}
