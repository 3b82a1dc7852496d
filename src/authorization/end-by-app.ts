import type { Database } from '../db/database.ts';
import { revokeGrant } from '../grants/end-grant.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';

/** Of a token that an app gives back, what it rests on; an app's own server has one without a member. */
type GivenBack = {
  readonly clientId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly grantId?: string | undefined;
};

/**
 * An app that gives a token back (RFC 7009) gives back all that rest on the same consent: oidc-provider
 * ends those. So the consent ends too, before them, and the member is not left with one that nobody uses.
 */
export async function endByApp(
  database: Database,
  { clientId, accountId, grantId }: GivenBack,
): Promise<void> {
  if (clientId === undefined || accountId === undefined || grantId === undefined) return;
  try {
    await revokeGrant(database, {
      grantId,
      memberId: accountId,
      byKind: 'APP',
      by: clientId,
      channel: 'OAUTH',
      reason: 'The app gave its access back.',
    });
  } catch (cause) {
    // It had ended before, which is what was asked for.
    if (!(cause instanceof NotFound || cause instanceof StateConflict)) throw cause;
  }
}
