import type { Leaf } from '../../leaf.ts';
import type { BundleEntry } from '../entries-check.ts';

export type Disclosure = Extract<Leaf, { kind: 'DISCLOSURE' }>;
export type SeenDisclosure = { readonly index: bigint; readonly leaf: Disclosure };

/** A page with more rows than this is slow to scroll. */
export const rowsMax = 2_000;

/** What the page shows of the entries, gathered while they are checked. */
export class SeenEntries {
  /** The first of them. */
  readonly disclosures: SeenDisclosure[] = [];
  /** How many selected entries of each kind. */
  readonly kinds = new Map<string, number>();
  /** When each app was shown something. */
  readonly times = new Map<string, number[]>();
  disclosed = 0;

  add({ index, leaf, context }: BundleEntry): void {
    if (context) return;
    this.kinds.set(leaf.kind, (this.kinds.get(leaf.kind) ?? 0) + 1);
    if (leaf.kind !== 'DISCLOSURE') return;
    this.disclosed += 1;
    if (this.disclosures.length < rowsMax) this.disclosures.push({ index, leaf });
    const times = this.times.get(leaf.app) ?? [];
    times.push(leaf.at);
    this.times.set(leaf.app, times);
  }
}
