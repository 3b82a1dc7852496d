import type { Viewer } from '../identity/viewer.ts';
import type { EntryFilter, LedgerEntry } from '../ledger/entries.ts';
import type { Leaf } from '../ledger/leaf.ts';

/** A disclosure to an app, as the ledger has it. */
export type DisclosureEntry = LedgerEntry & {
  readonly leaf: Extract<Leaf, { kind: 'DISCLOSURE' }>;
};

export const isDisclosure = (entry: LedgerEntry): entry is DisclosureEntry =>
  entry.leaf?.kind === 'DISCLOSURE';

/**
 * The part of the history that a viewer may see, however they filter: a member theirs, an app and a
 * partner their own, an auditor all. Undefined: none of it.
 */
export function visibleDisclosures(viewer: Viewer): Partial<EntryFilter> | undefined {
  switch (viewer.kind) {
    case 'MEMBER':
      return { memberId: viewer.memberId };
    case 'APP':
      return viewer.members.all
        ? { appId: viewer.appId }
        : { appId: viewer.appId, memberId: viewer.members.memberId };
    case 'PARTNER':
      return { partnerId: viewer.partnerId };
    case 'AUDITOR':
      return {};
    default:
      return undefined;
  }
}

/**
 * Joins what is asked for with what is visible; undefined when they contradict each other, so that
 * asking for somebody else's history is the same as asking for an empty one.
 */
export function narrowed(
  visible: Partial<EntryFilter>,
  asked: Partial<EntryFilter>,
): EntryFilter | undefined {
  for (const key of ['memberId', 'appId', 'partnerId'] as const) {
    if (visible[key] !== undefined && asked[key] !== undefined && visible[key] !== asked[key]) {
      return undefined;
    }
  }
  const given = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  );
  return { kinds: ['DISCLOSURE'], ...given, ...visible };
}
