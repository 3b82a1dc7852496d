import type { Database } from '../db/database.ts';
import { databaseNow } from '../db/database-clock.ts';
import { appendEvents } from '../ledger/append-event.ts';
import type { Leaf } from '../ledger/leaf.ts';
import { mailMember } from '../notify/outbox.ts';
import { endedLeaf, grantEnd, termOver } from './end-grant.ts';

/** How many grants end in one transaction: from the append on it holds the ledger's head. */
const atOnce = 20;

/**
 * Ends grants whose term is over, some at a time, each with its entry and mail. Several gateways share the
 * work. The gate does not wait for it: it judges the term by the clock.
 *
 * @param now whose term is over by then; the database's clock unless given
 * @returns whether there may be more
 */
export async function expireGrants({ prisma }: Database, now?: Date): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    const over = await tx.$queryRaw<{ id: string }[]>`
      select id from consent_grant
      where state = 'ACTIVE' and ends_at <= coalesce(${now ?? null}::timestamptz, clock_timestamp())
      order by ends_at limit ${atOnce} for update skip locked`;
    if (over.length === 0) return false;
    const grants = await tx.grant.findMany({
      where: { id: { in: over.map(({ id }) => id) } },
      include: { app: true, plan: true },
    });
    const endedAt = await databaseNow(tx);
    const leaves: Leaf[] = [];
    for (const { app, plan, ...grant } of grants) {
      const end = termOver(endedAt);
      const ended = await grantEnd(tx, grant, app, end);
      if (ended === undefined) continue;
      await mailMember(tx, grant.memberId, {
        kind: 'CONSENT_ENDED',
        app: app.name,
        plan: plan.name,
        phone: plan.supportPhone,
        grantId: grant.id,
        by: 'TERM',
        endedAt,
      });
      leaves.push(endedLeaf(ended, app, end.by, end.byKind));
    }
    await appendEvents(tx, leaves);
    return over.length === atOnce;
  });
}
