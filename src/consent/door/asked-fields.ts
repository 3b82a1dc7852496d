import type { Field } from './fields.ts';
import type { PartKind, RecordKind } from './record-kind.ts';

/**
 * The fields of a kind that an operation asks for anywhere: no other column is read. What is asked for
 * beyond what is shown is fine; a field that is shown and was not asked for fails when it is read.
 */
export type AskedFields = (kind: RecordKind | PartKind) => ReadonlySet<string>;

/** Asks for whatever a kind has. */
export const everyField: AskedFields = ({ fields }) => new Set(Object.keys(fields));

/** The asked-for fields of a kind, in the kind's order. */
export function fieldsOf(kind: RecordKind | PartKind, asked: AskedFields): Field[] {
  const wanted = asked(kind);
  return Object.entries(kind.fields).flatMap(([name, field]) => (wanted.has(name) ? [field] : []));
}

/** Whether money is among them. */
export const asksForMoney = (kind: RecordKind | PartKind, asked: AskedFields): boolean =>
  fieldsOf(kind, asked).some((field) => field.payments);
