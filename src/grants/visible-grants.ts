import type { Database } from '../db/database.ts';
import type { Prisma } from '../db/generated/prisma/client.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { GrantWithApp } from './grant-state.ts';

/** Which grants a viewer may list; an agent reaches the caller's alone, through the caller. */
function visibleGrants(viewer: Viewer): Prisma.GrantWhereInput | undefined {
  switch (viewer.kind) {
    case 'MEMBER':
      return { memberId: viewer.memberId };
    case 'APP':
      return viewer.members.all
        ? { appId: viewer.appId }
        : { appId: viewer.appId, memberId: viewer.members.memberId };
    case 'AUDITOR':
      return {};
    default:
      return undefined;
  }
}

/** What narrows a list of grants. */
export type GrantFilter = {
  readonly appId?: string | undefined;
  readonly memberId?: string | undefined;
};

/** Grants by id, newest signature first: ids are UUIDv7, so their order is that of signing. */
export async function findGrants(
  database: Database,
  viewer: Viewer,
  filter: GrantFilter,
  before: string | undefined,
  take: number,
): Promise<GrantWithApp[]> {
  const visible = visibleGrants(viewer);
  if (visible === undefined) return [];
  return database.prisma.grant.findMany({
    where: {
      AND: [
        visible,
        filter.appId === undefined ? {} : { appId: filter.appId },
        filter.memberId === undefined ? {} : { memberId: filter.memberId },
        before === undefined ? {} : { id: { lt: before } },
      ],
    },
    include: { app: true },
    orderBy: { id: 'desc' },
    take,
  });
}

/** One grant, if the viewer may see it. */
export async function findGrant(
  database: Database,
  viewer: Viewer,
  id: string,
): Promise<GrantWithApp | null> {
  const visible = visibleGrants(viewer);
  if (visible === undefined) return null;
  return database.prisma.grant.findFirst({
    where: { AND: [{ id }, visible] },
    include: { app: true },
  });
}
