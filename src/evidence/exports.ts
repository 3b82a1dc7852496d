import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import type { EvidenceExport as ExportRow } from '../db/generated/prisma/client.ts';
import type { Selection } from '../ledger/evidence/bundle-format.ts';

export type { ExportRow };

/** How many exports an auditor may have under way. */
const underWayMax = 5;
/** How many exports are listed, the newest first. */
const listedMax = 50;

/** What an auditor asks for; of several, entries that match all. */
export type ExportRequest = {
  readonly memberId: string | undefined;
  readonly appId: string | undefined;
  readonly from: Date | undefined;
  /** Excluded. */
  readonly to: Date | undefined;
};

/** Why an export was not taken up. */
export type RequestRefusal = 'NO_MEMBER' | 'NO_APP' | 'TOO_MANY';

/** Takes an export up; a gateway makes it as soon as one has time. */
export async function requestExport(
  { prisma }: Database,
  auditor: string,
  { memberId, appId, from, to }: ExportRequest,
): Promise<ExportRow | RequestRefusal> {
  const select = { id: true };
  if (memberId && !(await prisma.member.findUnique({ where: { id: memberId }, select }))) {
    return 'NO_MEMBER';
  }
  if (appId && !(await prisma.app.findUnique({ where: { id: appId }, select }))) return 'NO_APP';
  const underWay = await prisma.evidenceExport.count({
    where: { auditor, state: { in: ['QUEUED', 'RUNNING'] } },
  });
  if (underWay >= underWayMax) return 'TOO_MANY';
  return prisma.evidenceExport.create({
    data: {
      id: uuidv7(),
      auditor,
      memberId: memberId ?? null,
      appId: appId ?? null,
      since: from ?? null,
      until: to ?? null,
    },
  });
}

/** An auditor's own export; undefined for another's, as for none. */
export async function findExport(
  { prisma }: Database,
  auditor: string,
  id: string,
): Promise<ExportRow | undefined> {
  return (await prisma.evidenceExport.findFirst({ where: { id, auditor } })) ?? undefined;
}

/** An auditor's own exports, the newest first. */
export const listExports = ({ prisma }: Database, auditor: string): Promise<ExportRow[]> =>
  prisma.evidenceExport.findMany({
    where: { auditor },
    orderBy: { requestedAt: 'desc' },
    take: listedMax,
  });

/** What of the ledger an export selects. */
export const selectionOf = ({ memberId, appId, since, until }: ExportRow): Selection => ({
  ...(memberId === null ? {} : { member: memberId }),
  ...(appId === null ? {} : { app: appId }),
  ...(since === null ? {} : { from: since.toISOString() }),
  ...(until === null ? {} : { to: until.toISOString() }),
});

/**
 * The bytes of a bundle that is ready, a piece at a time.
 *
 * @throws Error where they are gone before all were read: whoever fetches must not wait for the rest
 */
export async function* readBundle(
  { prisma }: Database,
  { id, worker, bytes }: ExportRow,
): AsyncGenerator<Uint8Array> {
  if (worker === null) return;
  let left = Number(bytes);
  for (let number = 0; left > 0; number += 1) {
    const where = { exportId_worker_number: { exportId: id, worker, number } };
    const chunk = await prisma.evidenceChunk.findUnique({ where, select: { bytes: true } });
    if (chunk === null) throw new Error(`evidence ${id} lacks its piece ${number}`);
    left -= chunk.bytes.length;
    yield chunk.bytes;
  }
}
