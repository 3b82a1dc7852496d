import { v5 } from 'uuid';
import { recordId } from '../record-id.ts';

/** The record that a reference names. */
export type Target = { readonly id: string; readonly type: string };

const relative =
  /^([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;

/** The type of what cannot be found: no record ever has it, so such a reference stays unresolved. */
const unknownType = '';

/**
 * Turns the references of one file into record ids, of one plan.
 *
 * A reference of another plan's record cannot come out: every id is made in this plan's namespace,
 * so the same `Patient/1` of two plans gives two ids.
 */
export class ReferenceResolver {
  readonly #planId: string;
  /** `fullUrl` of a Bundle's entries to `Type/id`. */
  readonly #fullUrls: ReadonlyMap<string, string>;

  constructor(planId: string, fullUrls: ReadonlyMap<string, string>) {
    this.#planId = planId;
    this.#fullUrls = fullUrls;
  }

  /**
   * The record that a literal reference names: `Type/id`, or the `fullUrl` of an entry of the same
   * Bundle. Absolute addresses of other servers and searches name no record that we could know:
   * cutting them down to `Type/id` could hit somebody else's.
   */
  resolve(literal: string): Target {
    const match = relative.exec(this.#fullUrls.get(literal) ?? literal);
    const [, type, sourceId] = match ?? [];
    if (type === undefined || sourceId === undefined) {
      return { id: v5(literal, this.#planId), type: unknownType };
    }
    return { id: recordId(this.#planId, type, sourceId), type };
  }
}
