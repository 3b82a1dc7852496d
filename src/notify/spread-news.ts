import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import type { AppNews } from '../db/generated/prisma/client.ts';

/** How many members are told in one transaction. */
const atOnce = 500;

/**
 * Queues the next mails of what all who share with an app are to be told: one for each member with a grant
 * that stands now. Several gateways share the work.
 *
 * @returns whether there was any
 */
export async function spreadNews({ prisma }: Database): Promise<boolean> {
  // There mostly is none: no transaction for that.
  if ((await prisma.appNews.count()) === 0) return false;
  return prisma.$transaction(async (tx) => {
    // What an app's members are told comes in the order in which it happened.
    const [news] = await tx.$queryRaw<AppNews[]>`
      select id, app_id as "appId", kind, facts, after, created_at as "createdAt" from app_news
      where not exists (
        select from app_news earlier where earlier.app_id = app_news.app_id and earlier.id < app_news.id)
      order by id limit 1 for update skip locked`;
    if (news === undefined) return false;
    const sharers = await sharersOf(tx, news);
    await tx.outboxMail.createMany({
      data: sharers.flatMap(({ id: grantId, member: { account }, plan }) =>
        account?.email && account.emailVerifiedAt !== null
          ? [
              {
                id: uuidv7(),
                to: account.email,
                language: account.language,
                kind: news.kind,
                facts: {
                  ...Object(news.facts),
                  plan: plan.name,
                  phone: plan.supportPhone,
                  grantId,
                },
              },
            ]
          : [],
      ),
    });
    const where = { id: news.id };
    const last = sharers.at(-1);
    if (last === undefined || sharers.length < atOnce) await tx.appNews.delete({ where });
    else await tx.appNews.update({ where, data: { after: last.memberId } });
    return true;
  });
}

const sharersOf = (tx: Transaction, { appId, after }: AppNews) =>
  tx.grant.findMany({
    where: {
      appId,
      state: 'ACTIVE',
      endsAt: { gt: new Date() },
      ...(after === null ? {} : { memberId: { gt: after } }),
    },
    select: {
      id: true,
      memberId: true,
      plan: { select: { name: true, supportPhone: true } },
      member: {
        select: { account: { select: { email: true, emailVerifiedAt: true, language: true } } },
      },
    },
    orderBy: { memberId: 'asc' },
    take: atOnce,
  });
