import type { Disclosure } from './consent-history.ts';

/** Disclosures that rest on the same, by what is judged of them: where and when the first and last stand. */
export type DisclosureGroup = {
  /** One of them; of all that is judged they say the same, but for place and time. */
  readonly example: Disclosure;
  readonly first: bigint;
  last: bigint;
  earliest: number;
  latest: number;
};

/**
 * Counts disclosures by what they rest on. A ledger of millions has few such groups: what must be
 * judged of each fits into memory, and ranges of the ledger can be read side by side.
 */
export class DisclosureGroups {
  readonly #groups = new Map<string, DisclosureGroup>();

  get all(): DisclosureGroup[] {
    return [...this.#groups.values()];
  }

  /** Adds a disclosure; those of one range come in its order, and ranges in theirs. */
  add(index: bigint, disclosure: Disclosure): void {
    const { at } = disclosure;
    this.merge({ example: disclosure, first: index, last: index, earliest: at, latest: at });
  }

  merge(group: DisclosureGroup): void {
    const key = keyOf(group.example);
    const known = this.#groups.get(key);
    if (known === undefined) {
      this.#groups.set(key, { ...group });
      return;
    }
    known.last = group.last;
    known.earliest = Math.min(known.earliest, group.earliest);
    known.latest = Math.max(known.latest, group.latest);
  }
}

const keyOf = (disclosure: Disclosure) =>
  [
    disclosure.grant,
    disclosure.grantVersion,
    disclosure.member,
    disclosure.app,
    disclosure.purpose,
    disclosure.categories.join(),
    disclosure.labels.join(),
  ].join(' ');
