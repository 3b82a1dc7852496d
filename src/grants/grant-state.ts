import type { App, Grant } from '../db/generated/prisma/client.ts';

/** What a grant is at this moment, with the reason when nothing is released under it. */
export const grantStates = ['ACTIVE', 'REVOKED', 'SUPERSEDED', 'EXPIRED', 'SUSPENDED'] as const;
export type GrantStateNow = (typeof grantStates)[number];

/** A grant with the app it is for. */
export type GrantWithApp = Grant & { readonly app: App };

/**
 * The state at a moment. A term that has run out and an app that is not approved release nothing,
 * as the gate judges too, although nobody ended the grant.
 *
 * @param now epoch milliseconds
 */
export function stateOf(grant: GrantWithApp, now: number): GrantStateNow {
  if (grant.state !== 'ACTIVE') return grant.state;
  if (grant.endsAt.getTime() <= now) return 'EXPIRED';
  return grant.app.state === 'APPROVED' ? 'ACTIVE' : 'SUSPENDED';
}
