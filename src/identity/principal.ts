import type { Viewer } from './viewer.ts';

/**
 * Who answers for a request, as a key for counting: an app for all of its tokens, a member or a
 * partner for theirs, and staff each for themselves. Nobody is the address that they call from.
 *
 * @param address the peer of the connection, if it is known
 */
export function principalOf(viewer: Viewer | undefined, address: string | undefined): string {
  switch (viewer?.kind) {
    case 'APP':
      return `APP ${viewer.appId}`;
    case 'MEMBER':
      return `MEMBER ${viewer.memberId}`;
    case 'PARTNER':
      return `PARTNER ${viewer.partnerId}`;
    case 'AUDITOR':
    case 'AGENT':
    case 'ADMIN':
      return `${viewer.kind} ${viewer.subject}`;
    case 'NOBODY':
    case undefined:
      return `NOBODY ${address ?? ''}`;
  }
}
