import type { AskedFields } from './asked-fields.ts';
import { everyField, fieldsOf } from './asked-fields.ts';
import type { Field } from './fields.ts';
import type { PartKind, RecordKind } from './record-kind.ts';
import { type DoorStatement, pageStatement, partStatement, recordStatement } from './statement.ts';

/**
 * Each connection keeps every statement that it has prepared: so clients cannot be let make ever new
 * ones by asking for ever other fields. Past this many, a statement reads every field of its kind.
 */
const narrowAtMost = 200;
/** One kind does not use up what all have. */
const narrowOfKindAtMost = 20;

/** The statements of the door, made once for each set of fields that is asked for. */
export class DoorStatements {
  readonly #made = new Map<string, DoorStatement>();
  readonly #narrow = new Map<string, number>();

  page = (kind: RecordKind, asked: AskedFields): DoorStatement =>
    this.#find('page', kind, asked, (fields) => pageStatement(kind, fields));

  record = (kind: RecordKind, asked: AskedFields): DoorStatement =>
    this.#find('record', kind, asked, (fields) => recordStatement(kind, fields));

  part = (part: PartKind, asked: AskedFields): DoorStatement =>
    this.#find('part', part, asked, (fields) => partStatement(part, fields));

  #find(
    what: 'page' | 'record' | 'part',
    kind: RecordKind | PartKind,
    asked: AskedFields,
    make: (fields: readonly Field[]) => DoorStatement,
  ): DoorStatement {
    const fields = fieldsOf(kind, asked);
    const columns = fields.flatMap((field) => field.columns);
    const key = `${what} ${kind.name} ${columns.join()}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const whole = asked === everyField;
    const ofKind = this.#narrow.get(kind.name) ?? 0;
    const all = this.#narrow.values().reduce((sum, count) => sum + count, 0);
    if (!whole && (ofKind >= narrowOfKindAtMost || all >= narrowAtMost)) {
      return this.#find(what, kind, everyField, make);
    }
    if (!whole) this.#narrow.set(kind.name, ofKind + 1);
    const made = make(fields);
    this.#made.set(key, made);
    return made;
  }
}
