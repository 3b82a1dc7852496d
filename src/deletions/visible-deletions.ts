import type { Database } from '../db/database.ts';
import type { DeletionState, Prisma } from '../db/generated/prisma/client.ts';
import { requestLoader } from '../graphql/kit/request-loader.ts';
import type { Viewer } from '../identity/viewer.ts';

/** What of its grant each request is read with. */
export const withGrant = { grant: { include: { app: true } } } as const;

/** A request that an app delete what it got under a grant. */
export type DeletionRequest = Prisma.DeletionRequestGetPayload<{ include: typeof withGrant }>;

/** A member's own, an app's and a partner's those made to them, and all for the office and auditors. */
export function visibleDeletions(viewer: Viewer): Prisma.DeletionRequestWhereInput {
  switch (viewer.kind) {
    case 'MEMBER':
      return { grant: { memberId: viewer.memberId } };
    case 'APP': {
      const { appId, members } = viewer;
      return { grant: members.all ? { appId } : { appId, memberId: members.memberId } };
    }
    case 'PARTNER':
      return { grant: { app: { partnerId: viewer.partnerId } } };
    case 'AGENT':
    case 'ADMIN':
    case 'AUDITOR':
      return {};
    case 'NOBODY':
      return { id: { in: [] } };
  }
}

/**
 * Requests by id, which is the order in which they were made: a member's newest first, for everybody else the oldest
 * first, since it has waited longest.
 *
 * @param after the id of the last one before
 */
export async function findDeletions(
  { prisma }: Database,
  viewer: Viewer,
  state: DeletionState | undefined,
  after: string | undefined,
  take: number,
): Promise<DeletionRequest[]> {
  const newestFirst = viewer.kind === 'MEMBER';
  return prisma.deletionRequest.findMany({
    where: {
      AND: [
        visibleDeletions(viewer),
        state === undefined ? {} : { state },
        after === undefined ? {} : { id: newestFirst ? { lt: after } : { gt: after } },
      ],
    },
    include: withGrant,
    orderBy: { id: newestFirst ? 'desc' : 'asc' },
    take,
  });
}

/** The request of a grant that the viewer sees already; null where none was made. */
export const findDeletionOf = requestLoader<DeletionRequest | null>(async ({ services }, ids) => {
  const found = await services.database.prisma.deletionRequest.findMany({
    where: { grantId: { in: [...ids] } },
    include: withGrant,
  });
  const byGrant = new Map(found.map((one) => [one.grantId, one]));
  return ids.map((id) => byGrant.get(id) ?? null);
});

/** Whether the app has let the day pass by which it was asked to answer. */
export const isOverdue = ({ state, answerDueAt }: DeletionRequest): boolean =>
  state === 'REQUESTED' && answerDueAt.getTime() < Date.now();
