import type { Viewer } from '../identity/viewer.ts';
import type { Leaf } from '../ledger/leaf.ts';

/**
 * Whether an entry is a viewer's to see and to prove: an auditor's all of them, a member's those that
 * tell of them, an app's and a partner's the disclosures to them. What is not is as if it were not there.
 */
export function isVisibleEntry(viewer: Viewer, leaf: Leaf | undefined): boolean {
  if (viewer.kind === 'AUDITOR') return true;
  if (leaf === undefined) return false;
  switch (viewer.kind) {
    case 'MEMBER':
      return 'member' in leaf && leaf.member === viewer.memberId;
    case 'APP':
      return (
        leaf.kind === 'DISCLOSURE' &&
        leaf.app === viewer.appId &&
        (viewer.members.all || leaf.member === viewer.members.memberId)
      );
    case 'PARTNER':
      return leaf.kind === 'DISCLOSURE' && leaf.partner === viewer.partnerId;
    default:
      return false;
  }
}
