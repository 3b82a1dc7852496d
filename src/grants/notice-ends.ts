import type { Database } from '../db/database.ts';
import { mailMember } from '../notify/outbox.ts';

/** How many members are told in one transaction. */
const atOnce = 50;

/** A notice goes out from `days` before the end until the next one is due. */
const notices = [
  { days: 30, until: 7 },
  { days: 7, until: 0 },
] as const;

/**
 * Tells members of coming ends, 30 and 7 days before, each once, some at a time; of a term that is no longer
 * than that, nothing. Several gateways share the work.
 *
 * @param now the database's clock unless given
 * @returns whether there may be more
 */
export async function noticeEnds(database: Database, now?: Date): Promise<boolean> {
  let more = false;
  for (const notice of notices) more = (await noticeOnce(database, notice, now)) || more;
  return more;
}

async function noticeOnce(
  { prisma }: Database,
  { days, until }: (typeof notices)[number],
  now: Date | undefined,
): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const due = await tx.$queryRaw<{ id: string }[]>`
      with clock as (select coalesce(${now ?? null}::timestamptz, clock_timestamp()) as now)
      select g.id from consent_grant g, clock
      where g.state = 'ACTIVE'
        and g.ends_at > clock.now + ${until} * interval '24 hours'
        and g.ends_at <= clock.now + ${days} * interval '24 hours'
        and g.ends_at - g.starts_at > ${days} * interval '24 hours'
        and not exists (select from grant_notice n where n.grant_id = g.id and n.days = ${days})
      order by g.ends_at limit ${atOnce} for update of g skip locked`;
    if (due.length === 0) return false;
    const ids = due.map(({ id }) => id);
    // Another gateway may have told some of them since they were looked for.
    const told = await tx.grantNotice.createManyAndReturn({
      data: ids.map((grantId) => ({ grantId, days })),
      skipDuplicates: true,
    });
    const grants = await tx.grant.findMany({
      where: { id: { in: told.map(({ grantId }) => grantId) } },
      include: { app: true, plan: true },
    });
    for (const { id, memberId, app, plan, endsAt } of grants) {
      await mailMember(tx, memberId, {
        kind: 'CONSENT_ENDING',
        app: app.name,
        plan: plan.name,
        phone: plan.supportPhone,
        grantId: id,
        endsAt,
        days,
      });
    }
    return due.length === atOnce;
  });
}
