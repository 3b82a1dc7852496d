import type { Scope } from '../scope.ts';
import type { Category } from '../vocabulary.ts';
import type { Columns, Field } from './fields.ts';

/**
 * One kind of health record that the door can read: its table, the category that covers it and the
 * fields that may leave. Names are fixed in code and never come from a request.
 */
export type RecordKind = {
  /** The FHIR resource's name, and the GraphQL type's. */
  readonly name: string;
  /** The FHIR resources that it is made of, where those are not the one of its name. */
  readonly resources?: readonly string[];
  /** The field of Member that holds it or lists them. */
  readonly plural: string;
  readonly perMember: 'one' | 'many';
  readonly description: string;
  /** In schema health. */
  readonly table: string;
  /** One category for all, or those that the table's own `category` column tells apart. */
  readonly category: Category | readonly Category[];
  /** Whether a date of service bounds it: the member themself and their coverage are no services. */
  readonly dated: boolean;
  /** Whether its column `use` tells claims from prior authorisations. */
  readonly priorAuthorizations?: true;
  readonly fields: Readonly<Record<string, Field>>;
};

/** A part of a record, released with it: a claim's line. */
export type PartKind = {
  readonly name: string;
  readonly description: string;
  readonly table: string;
  readonly of: RecordKind;
  /** The column that names the record it is part of. */
  readonly key: string;
  readonly fields: Readonly<Record<string, Field>>;
};

/** A record as the door gives it out. Values are read with the fields of its kind. */
export type HealthRecord = {
  readonly kind: RecordKind;
  readonly id: string;
  readonly memberId: string;
  /** `YYYY-MM-DD`, or null where the source gives no date of service. */
  readonly serviceDate: string | null;
  readonly category: Category;
  readonly labels: readonly string[];
  readonly columns: Columns;
};

/** A part as the door gives it out. */
export type RecordPart = { readonly columns: Columns };

/** The categories that a kind's records can be in. */
export function categoriesOf(kind: RecordKind): readonly Category[] {
  return typeof kind.category === 'string' ? [kind.category] : kind.category;
}

/** The FHIR resources that a kind's records are made of. */
export const resourcesOf = ({ name, resources }: RecordKind): readonly string[] =>
  resources ?? [name];

/** Whether a scope covers any record of a kind at all. */
export function coversKind(kind: RecordKind, scope: Scope): boolean {
  const { resources } = scope;
  if (resources !== 'ALL' && !resourcesOf(kind).some((name) => resources.has(name))) return false;
  return categoriesOf(kind).some((category) => scope.categories.has(category));
}
