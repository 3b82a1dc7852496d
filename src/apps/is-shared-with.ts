import { requestLoader } from '../graphql/kit/request-loader.ts';

/** Whether the member who asks shares with an app now: a grant of theirs stands. */
export const isSharedWith = requestLoader(async ({ viewer, services }, appIds) => {
  if (viewer.kind !== 'MEMBER') return appIds.map(() => false);
  const grants = await services.database.prisma.grant.findMany({
    where: {
      memberId: viewer.memberId,
      appId: { in: [...appIds] },
      state: 'ACTIVE',
      endsAt: { gt: new Date() },
      app: { state: 'APPROVED' },
    },
    select: { appId: true },
  });
  const shared = new Set(grants.map(({ appId }) => appId));
  return appIds.map((appId) => shared.has(appId));
});
