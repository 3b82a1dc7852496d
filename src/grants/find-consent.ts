import type { Database } from '../db/database.ts';

/** The consent of a member for an app that stands now, if there is one. */
export const findConsent = (
  { prisma }: Pick<Database, 'prisma'>,
  memberId: string,
  appId: string,
): Promise<{ readonly id: string; readonly signedAt: Date; readonly endsAt: Date } | null> =>
  prisma.grant.findFirst({
    where: { memberId, appId, state: 'ACTIVE', endsAt: { gt: new Date() } },
    select: { id: true, signedAt: true, endsAt: true },
  });
