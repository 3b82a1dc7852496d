import {
  categoriesOf,
  coversKind,
  type HealthRecord,
  type RecordKind,
} from './door/record-kind.ts';
import type { Scope } from './scope.ts';
import type { Category } from './vocabulary.ts';

/** What one response would disclose of one member. */
export type MemberNotes = {
  readonly scope: Scope;
  readonly categories: Set<Category>;
  readonly labels: Set<string>;
  /** Record ids by kind. A kind asked for with nothing to show is there with none. */
  readonly records: Map<string, Set<string>>;
};

/**
 * Takes down what a request reads, while it reads it: the disclosure is made from this. Noting more
 * than is sent is fine; sending what was not noted is not.
 */
export class Notebook {
  readonly members = new Map<string, MemberNotes>();
  /** Reads of grants and disclosures by those who oversee them. */
  readonly auditReads: {
    readonly what: string;
    readonly count: number;
    readonly members: readonly string[];
  }[] = [];
  /** An agent's look-ups of callers; without a member when nobody matched. */
  readonly lookups: { readonly what: string; readonly memberId: string | undefined }[] = [];

  /** That a member was shown at all is a disclosure, even when nothing else of theirs is. */
  noteMember(scope: Scope): MemberNotes {
    const known = this.members.get(scope.memberId);
    if (known !== undefined) return known;
    const notes = {
      scope,
      categories: new Set<Category>(),
      labels: new Set<string>(),
      records: new Map(),
    };
    this.members.set(scope.memberId, notes);
    return notes;
  }

  /**
   * What the door returned for one scope; an empty answer is an answer.
   *
   * @param money whether amounts of money may be among it
   */
  noteRecords(
    scope: Scope,
    kind: RecordKind,
    records: readonly HealthRecord[],
    money: boolean,
  ): void {
    const notes = this.noteMember(scope);
    if (!coversKind(kind, scope)) return;
    const covered = categoriesOf(kind).filter((category) => scope.categories.has(category));
    const shown = records.length === 0 ? covered : records.map((record) => record.category);
    for (const category of shown) notes.categories.add(category);
    if (money && scope.categories.has('PAYMENTS')) notes.categories.add('PAYMENTS');
    const ids = notes.records.get(kind.name) ?? new Set();
    notes.records.set(kind.name, ids);
    for (const record of records) {
      ids.add(record.id);
      for (const label of record.labels) notes.labels.add(label);
    }
  }

  /** An auditor read `count` of something; about these members, as far as it is about any. */
  noteAuditRead(what: string, count: number, members: readonly string[]): void {
    this.auditReads.push({ what, count, members });
  }

  /** An agent looked somebody up. */
  noteLookup(what: string, memberId: string | undefined): void {
    this.lookups.push({ what, memberId });
  }

  /** Whether the response must pass the gate. */
  get isEmpty(): boolean {
    return this.members.size + this.auditReads.length + this.lookups.length === 0;
  }
}
