import type { Leaf } from '../leaf.ts';

type Signed = Extract<Leaf, { kind: 'GRANT_SIGNED' }>;
export type Disclosure = Extract<Leaf, { kind: 'DISCLOSURE' }>;

/** What is said of a grant or app, and where. */
export type ConsentEvent = {
  readonly index: bigint;
  readonly leaf: Extract<Leaf, { kind: 'GRANT_SIGNED' | 'GRANT_ENDED' | 'APP_STATE_CHANGED' }>;
};

/** A grant as the ledger tells of it. */
export type GrantHistory = {
  readonly signedAt: bigint;
  readonly terms: Signed;
  /** The entry that ended it. */
  readonly endedAt: bigint | undefined;
};

/** From one entry to another, the later one excluded. */
export type Interval = { readonly from: bigint; readonly to: bigint };

/** A release is dated before it waits for the gate, by a clock that may differ from the database's. */
const clockTolerance = 300_000;

/**
 * What the ledger says of grants and apps, by its own order and no clock: what a disclosure rests on
 * must have been signed before it, and neither ended nor suspended at its place.
 */
export class ConsentHistory {
  readonly #grants = new Map<string, GrantHistory>();
  readonly #states = new Map<string, { at: bigint; approved: boolean }[]>();

  /** @param events in the order of the ledger */
  constructor(events: Iterable<ConsentEvent>) {
    for (const { index, leaf } of events) this.#add(index, leaf);
  }

  grant(id: string): GrantHistory | undefined {
    return this.#grants.get(id);
  }

  /** Where an app was not approved: nothing may be disclosed to it there. */
  unapproved(app: string, end: bigint): Interval[] {
    const intervals: Interval[] = [];
    let from: bigint | undefined = 0n;
    for (const { at, approved } of this.#states.get(app) ?? []) {
      if (approved && from !== undefined) intervals.push({ from, to: at });
      if (approved) from = undefined;
      else from ??= at;
    }
    return from === undefined ? intervals : [...intervals, { from, to: end }];
  }

  /**
   * What is wrong with a disclosure, but for its place; undefined where nothing is.
   *
   * @param signed the grant that it names
   */
  static faultOf(disclosure: Disclosure, { terms }: GrantHistory): string | undefined {
    const { grant, at } = disclosure;
    if (terms.member !== disclosure.member || terms.app !== disclosure.app) {
      return `grant ${grant} is of another member or app`;
    }
    if (terms.version !== disclosure.grantVersion || terms.purpose !== disclosure.purpose) {
      return `grant ${grant} has another version or purpose`;
    }
    if (!isWithin(disclosure.categories, terms.categories)) {
      return `grant ${grant} does not cover its categories`;
    }
    if (!isWithin(disclosure.labels, terms.labels)) {
      return `grant ${grant} does not cover its labels`;
    }
    return at < terms.startsAt - clockTolerance || at >= terms.endsAt + clockTolerance
      ? `it is outside the term of grant ${grant}`
      : undefined;
  }

  #add(index: bigint, leaf: ConsentEvent['leaf']): void {
    if (leaf.kind === 'GRANT_SIGNED') {
      this.#grants.set(leaf.subject, { signedAt: index, terms: leaf, endedAt: undefined });
    } else if (leaf.kind === 'GRANT_ENDED') {
      const signed = this.#grants.get(leaf.grant);
      if (signed) this.#grants.set(leaf.grant, { ...signed, endedAt: signed.endedAt ?? index });
    } else {
      const states = this.#states.get(leaf.app) ?? [];
      this.#states.set(leaf.app, states);
      states.push({ at: index, approved: leaf.state === 'APPROVED' });
    }
  }
}

const isWithin = (shown: readonly string[], granted: readonly string[]) =>
  shown.every((one) => granted.includes(one));
