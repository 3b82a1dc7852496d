import type { Transaction } from '../db/database.ts';
import { endArtifactsOfMember } from '../db/oauth-artifacts.ts';

/**
 * Signs a member out everywhere: their own pages, sessions of OAuth, and requests of apps in the middle of which they are. Apps
 * that they have connected stay so. Whoever has signed in by now stays signed out, whatever is on its way: a session is
 * held against this moment whenever it is looked up (authorization/artifact-store.ts).
 *
 * @param keep the one of their own pages in which they do this
 */
export async function endSessions(tx: Transaction, memberId: string, keep?: string): Promise<void> {
  // Later than any sign-in that knew the moment before: those count in whole seconds.
  await tx.$executeRaw`update public.member_account
    set sessions_ended_at = greatest(clock_timestamp(), sessions_ended_at + interval '1 second')
    where member_id = ${memberId}::uuid`;
  await tx.memberSession.deleteMany({
    where: { memberId, ...(keep === undefined ? {} : { NOT: { id: keep } }) },
  });
  await endArtifactsOfMember(tx, memberId);
}
