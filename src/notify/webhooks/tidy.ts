import type { Database } from '../../db/database.ts';

/**
 * Removes and ends what is of no more use, some of each at a time, so that nobody waits long for a lock.
 *
 * @returns whether there may be more
 */
export async function tidyWebhooks(database: Database): Promise<boolean> {
  const done = [
    await removeOldDeliveries(database),
    await removeDeletedEndpoints(database),
    await endWhatWaitsForGone(database),
    await forgetFormerSecrets(database),
  ];
  return done.some((count) => count > 0);
}

/** Those of a month ago. */
const removeOldDeliveries = ({ prisma }: Database): Promise<number> => prisma.$executeRaw`
  delete from webhook_delivery where id in (
    select id from webhook_delivery
    where state <> 'PENDING' and created_at < clock_timestamp() - interval '30 days'
    limit 1000 for update skip locked)`;

/** Their logs first. Whoever has seen one before it was deleted may queue an event for it yet, and then holds it. */
async function removeDeletedEndpoints({ prisma }: Database): Promise<number> {
  const deliveries = await prisma.$executeRaw`
    delete from webhook_delivery where id in (
      select d.id from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id
      where e.state = 'DELETED' limit 1000 for update of d skip locked)`;
  const endpoints = await prisma.$executeRaw`
    delete from webhook_endpoint where id in (
      select e.id from webhook_endpoint e
      where e.state = 'DELETED' and not exists (select from webhook_delivery d where d.endpoint_id = e.id)
      limit 1000 for update skip locked)`;
  return deliveries + endpoints;
}

/** An event can be queued while its endpoint answers that it is gone. */
const endWhatWaitsForGone = ({ prisma }: Database): Promise<number> => prisma.$executeRaw`
  update webhook_delivery set state = 'DEAD', last_error = coalesce(last_error, 'GONE') where id in (
    select d.id from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id
    where e.state = 'GONE' and d.state = 'PENDING' limit 1000 for update of d skip locked)`;

/** A secret that signs nothing any more is of use to a thief alone. */
const forgetFormerSecrets = ({ prisma }: Database): Promise<number> => prisma.$executeRaw`
  update webhook_endpoint set former_secret = null, former_secret_until = null where id in (
    select id from webhook_endpoint where former_secret_until < clock_timestamp()
    limit 1000 for no key update skip locked)`;
