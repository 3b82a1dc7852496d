import type { Leaf } from '../ledger/leaf.ts';
import type { MemberNotes, Notebook } from './notebook.ts';

/** What a release's entries have in common. */
export type ReleaseContext = {
  readonly release: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly token: string;
  readonly operationName: string | null;
  readonly operationHash: string;
  readonly responseHash: string;
  /** The fields of health types that the operation asks for, `Type.field`. */
  readonly fields: readonly string[];
};

/** The entries that a response owes the ledger: one for each member and each overseeing read. */
export function leavesOf(notebook: Notebook, context: ReleaseContext): Leaf[] {
  const { fields, ...asked } = context;
  return [
    ...[...notebook.members.values()].map((notes) => memberLeaf(notes, asked, fields)),
    ...notebook.auditReads.map(
      ({ what, count, members }): Leaf => ({
        v: 1,
        kind: 'AUDIT_READ',
        ...asked,
        what,
        count,
        members: [...new Set(members)].sort(),
      }),
    ),
    ...notebook.lookups.map(
      ({ what, memberId }): Leaf => ({
        v: 1,
        kind: 'AGENT_LOOKUP',
        ...asked,
        what,
        ...(memberId === undefined ? {} : { member: memberId }),
      }),
    ),
  ];
}

function memberLeaf(
  notes: MemberNotes,
  asked: Omit<ReleaseContext, 'fields'>,
  fields: readonly string[],
): Leaf {
  const { permission } = notes.scope;
  const shown = {
    ...asked,
    member: permission.memberId,
    plan: permission.planId,
    categories: [...notes.categories].sort(),
    labels: [...notes.labels].sort(),
    records: Object.fromEntries([...notes.records].map(([kind, ids]) => [kind, [...ids].sort()])),
    fields: [...fields],
  };
  if (permission.kind === 'OWN') return { v: 1, kind: 'SELF_ACCESS', ...shown };
  return {
    v: 1,
    kind: 'DISCLOSURE',
    ...shown,
    app: permission.appId,
    partner: permission.partnerId,
    grant: permission.grantId,
    grantVersion: permission.version,
    purpose: permission.purpose,
  };
}
