import type { Database } from '../db/database.ts';
import type { ExportRow } from './exports.ts';

/** How long a worker may be silent before another takes its export up, seconds. */
export const leaseSeconds = 30;
/** How often an export is begun anew after workers that were killed. */
const attemptsMax = 3;
/** How long a bundle can be fetched, days. */
const keptDays = 7;

/** What a worker has made. */
export type MadeBundle = {
  readonly entries: number;
  readonly bytes: number;
  readonly sha256: string;
};

/**
 * Takes the export that has waited longest, or one whose worker is silent; undefined where there is
 * none. Several may try: each gets another.
 */
export async function claimExport(
  { prisma }: Database,
  worker: string,
): Promise<ExportRow | undefined> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    update evidence_export set state = 'RUNNING', worker = ${worker}::uuid, attempts = attempts + 1,
        lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}), done = 0, total = 0
     where id = (select id from evidence_export
                  where state = 'QUEUED' or (state = 'RUNNING' and lease_until < clock_timestamp())
                  order by requested_at limit 1 for update skip locked)
    returning id`;
  const id = rows[0]?.id;
  if (id === undefined) return undefined;
  const claimed = await prisma.evidenceExport.findUniqueOrThrow({ where: { id } });
  if (claimed.attempts <= attemptsMax) return claimed;
  await failExport({ prisma }, claimed, 'Whoever made it ended three times. See the log.');
  return undefined;
}

/** Tells how far it is, and keeps it; false once another has taken it up. */
export async function renewClaim(
  { prisma }: Database,
  { id, worker }: ExportRow,
  done: number,
  total: number,
): Promise<boolean> {
  const renewed = await prisma.$executeRaw`
    update evidence_export set done = ${done}, total = ${total},
        lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
     where id = ${id}::uuid and worker = ${worker}::uuid and state = 'RUNNING'`;
  return renewed === 1;
}

/** Makes it ready, unless another has taken it up; what others wrote of it goes. */
export async function finishExport(
  { prisma }: Database,
  { id, worker }: ExportRow,
  { entries, bytes, sha256 }: MadeBundle,
): Promise<void> {
  await prisma.$executeRaw`
    update evidence_export set state = 'READY', entries = ${entries}, bytes = ${bytes}, sha256 = ${sha256},
        done = ${2 * entries}, total = ${2 * entries}, lease_until = null, ready_at = clock_timestamp(),
        expires_at = clock_timestamp() + make_interval(days => ${keptDays})
     where id = ${id}::uuid and worker = ${worker}::uuid and state = 'RUNNING'`;
  await prisma.$executeRaw`
    delete from evidence_chunk c using evidence_export e
     where c.export_id = ${id}::uuid and e.id = c.export_id and c.worker <> e.worker`;
}

/**
 * Gives it up, unless another has taken it up: only what this worker wrote of it goes.
 *
 * @param failure for the auditor to read
 */
export async function failExport(
  { prisma }: Pick<Database, 'prisma'>,
  { id, worker }: ExportRow,
  failure: string,
): Promise<void> {
  await prisma.$executeRaw`
    update evidence_export set state = 'FAILED', failure = ${failure}, lease_until = null
     where id = ${id}::uuid and worker = ${worker}::uuid and state = 'RUNNING'`;
  if (worker !== null) await prisma.evidenceChunk.deleteMany({ where: { exportId: id, worker } });
}

/** Puts it back for the next who has time: this one stops. */
export async function returnExport({ prisma }: Database, { id, worker }: ExportRow): Promise<void> {
  await prisma.$executeRaw`
    update evidence_export set state = 'QUEUED', attempts = attempts - 1, worker = null, lease_until = null
     where id = ${id}::uuid and worker = ${worker}::uuid and state = 'RUNNING'`;
}

/** Lets the bytes go of what has expired; that it was asked for stays. */
export async function expireExports({ prisma }: Database): Promise<void> {
  await prisma.$executeRaw`
    update evidence_export set state = 'EXPIRED'
     where state = 'READY' and expires_at < clock_timestamp()`;
  await prisma.$executeRaw`
    delete from evidence_chunk c using evidence_export e
     where e.id = c.export_id and e.state in ('EXPIRED', 'FAILED')`;
}
