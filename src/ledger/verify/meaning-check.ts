import type { Leaf } from '../leaf.ts';
import type { Finding } from './finding.ts';

type Signed = Extract<Leaf, { kind: 'GRANT_SIGNED' }>;
type Disclosure = Extract<Leaf, { kind: 'DISCLOSURE' }>;

/**
 * Replays the ledger's own order: what each disclosure rests on must have been signed before it, and
 * neither ended nor suspended at its place. The order is the ledger's, and no clock is asked.
 */
export class MeaningCheck {
  readonly findings: Finding[] = [];
  readonly #standing = new Map<string, Signed>();
  readonly #ended = new Set<string>();
  readonly #approved = new Set<string>();

  add(index: bigint, leaf: Leaf): void {
    switch (leaf.kind) {
      case 'GRANT_SIGNED':
        this.#standing.set(leaf.subject, leaf);
        return;
      case 'GRANT_ENDED':
        this.#standing.delete(leaf.grant);
        this.#ended.add(leaf.grant);
        return;
      case 'APP_STATE_CHANGED':
        if (leaf.state === 'APPROVED') this.#approved.add(leaf.app);
        else this.#approved.delete(leaf.app);
        return;
      case 'DISCLOSURE': {
        const fault = this.#faultOf(leaf);
        if (fault === undefined) return;
        const message = `entry ${index}, a disclosure to app ${leaf.app}: ${fault}`;
        this.findings.push({ level: 'MEANING', class: 'MEANING', message, index });
      }
    }
  }

  #faultOf(disclosure: Disclosure): string | undefined {
    const { grant, app } = disclosure;
    const signed = this.#standing.get(grant);
    if (signed === undefined) {
      return this.#ended.has(grant)
        ? `grant ${grant} had ended before it`
        : `grant ${grant} was never signed`;
    }
    if (signed.member !== disclosure.member || signed.app !== app) {
      return `grant ${grant} is of another member or app`;
    }
    if (signed.version !== disclosure.grantVersion || signed.purpose !== disclosure.purpose) {
      return `grant ${grant} has another version or purpose`;
    }
    if (!isWithin(disclosure.categories, signed.categories)) {
      return `grant ${grant} does not cover its categories`;
    }
    if (!isWithin(disclosure.labels, signed.labels)) {
      return `grant ${grant} does not cover its labels`;
    }
    return this.#approved.has(app) ? undefined : 'the app was not approved';
  }
}

const isWithin = (shown: readonly string[], granted: readonly string[]) =>
  shown.every((one) => granted.includes(one));
