import type { Transaction } from './database.ts';

/**
 * Ends what the authorization server keeps of a member who is signed out everywhere: sessions, and requests of apps
 * that they are in the middle of, or have only just signed in for.
 */
export async function endArtifactsOfMember(tx: Transaction, memberId: string): Promise<void> {
  await tx.$executeRaw`delete from public.oauth_artifact
    where (kind = 'Session' and payload ->> 'accountId' = ${memberId})
      or (kind = 'Interaction'
        and coalesce(payload #>> '{result,login,accountId}', payload #>> '{session,accountId}') = ${memberId})`;
}

/**
 * Ends an app's codes and tokens for good. What members have allowed goes first: each new token locks that as it is
 * written, so that it is either there to be ended, or finds nothing to rest on.
 */
export async function endArtifactsOfApp(tx: Transaction, appId: string): Promise<void> {
  await tx.$executeRaw`delete from public.oauth_artifact
    where kind = 'Grant' and payload ->> 'clientId' = ${appId}`;
  await tx.$executeRaw`delete from public.oauth_artifact where payload ->> 'clientId' = ${appId}`;
}
