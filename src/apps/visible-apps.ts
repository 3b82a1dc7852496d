import type { Prisma } from '../db/generated/prisma/client.ts';
import type { Viewer } from '../identity/viewer.ts';

/** Which apps a viewer may see: members browse approved ones, partners have their own besides. */
export function visibleApps(viewer: Viewer): Prisma.AppWhereInput {
  switch (viewer.kind) {
    case 'NOBODY':
      return { id: { in: [] } };
    case 'APP':
      return { id: viewer.appId };
    case 'MEMBER':
      return appsOfMember(viewer.memberId);
    case 'PARTNER':
      return { OR: [{ state: 'APPROVED' }, { partnerId: viewer.partnerId }] };
    case 'AUDITOR':
    case 'AGENT':
    case 'ADMIN':
      return {};
  }
}

/** An app that a member has shared with stays theirs to see, whatever becomes of it. */
export const appsOfMember = (memberId: string): Prisma.AppWhereInput => ({
  OR: [{ state: 'APPROVED' }, { grants: { some: { memberId } } }],
});
