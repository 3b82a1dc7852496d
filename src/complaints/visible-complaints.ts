import type { Database } from '../db/database.ts';
import type { Complaint, ComplaintState, Prisma } from '../db/generated/prisma/client.ts';
import type { Viewer } from '../identity/viewer.ts';

const open: readonly ComplaintState[] = ['RECEIVED', 'IN_PROGRESS'];

/** A member's own, the office's all; to anybody else there are none. */
function visibleTo(viewer: Viewer): Prisma.ComplaintWhereInput | undefined {
  if (viewer.kind === 'MEMBER') return { memberId: viewer.memberId };
  return viewer.kind === 'AGENT' || viewer.kind === 'ADMIN' ? {} : undefined;
}

/** Where a list goes on. */
export type ComplaintPosition = { readonly at: Date; readonly id: string };

/** A member's list goes by when they wrote, the office's by when it must have answered. */
export const positionOf = (viewer: Viewer, { receivedAt, dueAt, id }: Complaint) => ({
  at: viewer.kind === 'MEMBER' ? receivedAt : dueAt,
  id,
});

/**
 * Complaints as a viewer gets them: a member their own, the newest first; the office its queue, what was due
 * first before the rest, and only what waits for an answer unless a state is asked for.
 */
export async function visibleComplaints(
  { prisma }: Database,
  viewer: Viewer,
  state: ComplaintState | undefined,
  after: ComplaintPosition | undefined,
  take: number,
): Promise<Complaint[]> {
  const visible = visibleTo(viewer);
  if (visible === undefined) return [];
  const own = viewer.kind === 'MEMBER';
  const [column, order, beyond] = own
    ? (['receivedAt', 'desc', 'lt'] as const)
    : (['dueAt', 'asc', 'gt'] as const);
  const states = state === undefined ? (own ? undefined : { in: [...open] }) : state;
  return prisma.complaint.findMany({
    where: {
      ...visible,
      ...(states === undefined ? {} : { state: states }),
      ...(after === undefined
        ? {}
        : {
            OR: [
              { [column]: { [beyond]: after.at } },
              { [column]: after.at, id: { [beyond]: after.id } },
            ],
          }),
    },
    orderBy: [{ [column]: order }, { id: order }],
    take,
  });
}

/** One complaint; what is somebody else's and what there never was are the same. */
export async function visibleComplaint(
  { prisma }: Database,
  viewer: Viewer,
  id: string,
): Promise<Complaint | null> {
  const visible = visibleTo(viewer);
  return visible === undefined ? null : prisma.complaint.findFirst({ where: { ...visible, id } });
}

/** Whether its answer is late. */
export const isOverdue = ({ state, dueAt }: Complaint): boolean =>
  open.includes(state) && dueAt.getTime() < Date.now();
