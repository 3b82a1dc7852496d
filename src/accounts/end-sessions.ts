import type { Transaction } from '../db/database.ts';

/**
 * Signs a member out everywhere: their own pages, sessions of OAuth, and requests of apps in the middle of which they are. Apps
 * that they have connected stay so.
 */
export async function endSessions(tx: Transaction, memberId: string): Promise<void> {
  await tx.memberSession.deleteMany({ where: { memberId } });
  await tx.$executeRaw`delete from public.oauth_artifact
    where (kind = 'Session' and payload ->> 'accountId' = ${memberId})
      or (kind = 'Interaction' and payload #>> '{session,accountId}' = ${memberId})`;
}
