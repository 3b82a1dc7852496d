import type { Place } from '../faults.ts';

/** A JSON object, of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** One resource as it stands in the input. */
export type InputResource = {
  readonly place: Place;
  readonly type: string;
  readonly text: string;
  readonly resource: Json;
  /** The id that its `urn:uuid:` fullUrl gives, for one that has none of its own. */
  readonly fullUrlId?: string;
  readonly fullUrls: ReadonlyMap<string, string>;
};
