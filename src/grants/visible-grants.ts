import type { Database } from '../db/database.ts';
import type { Prisma } from '../db/generated/prisma/client.ts';
import { requestLoader } from '../graphql/kit/request-loader.ts';
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

/** One grant, if the viewer may see it; those of a whole page take one statement. */
export const findGrant = requestLoader(async ({ services, viewer }, ids) => {
  const visible = visibleGrants(viewer);
  if (visible === undefined) return ids.map(() => null);
  const found: GrantWithApp[] = await services.database.prisma.grant.findMany({
    where: { AND: [{ id: { in: [...ids] } }, visible] },
    include: { app: true },
  });
  const byId = new Map(found.map((grant) => [grant.id, grant]));
  return ids.map((id) => byId.get(id) ?? null);
});

/** SHA-256 of the PDF of a grant that the viewer sees already, hex; undefined where none was made. */
export const findPdfHash = requestLoader(async ({ services }, ids) => {
  const found = await services.database.prisma.grantDocument.findMany({
    where: { grantId: { in: [...ids] } },
    select: { grantId: true, sha256: true },
  });
  const byId = new Map(found.map(({ grantId, sha256 }) => [grantId, sha256]));
  return ids.map((id) => {
    const hash = byId.get(id);
    return hash && Buffer.from(hash).toString('hex');
  });
});
