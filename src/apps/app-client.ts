import type { Database, Transaction } from '../db/database.ts';
import type { App } from '../db/generated/prisma/client.ts';
import { Prisma } from '../db/generated/prisma/client.ts';
import { StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { type Actor, type AppOfPartner, changeApp, changeOf, holdApp } from './change-app.ts';
import { type ClientProof, proofColumns } from './client-proof.ts';

const hour = 60 * 60 * 1_000;

/** For how long a secret that was changed may go on beside the new one, in hours. */
export const longestOverlap = 7 * 24;

/**
 * Sets how an app proves itself. What it proved itself with before is refused from the next request on,
 * but for a secret that may go on for some hours beside the new one.
 *
 * @param overlapHours 0 to 168; the secret before the former one ends at once
 * @throws NotFound when the partner has no such app
 */
export async function setAppClient(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  app: AppOfPartner,
  proof: ClientProof,
  overlapHours = 0,
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    await holdApp(tx, app);
    const before = await tx.appClient.findUnique({ where: { appId: app.id } });
    const changedAt = new Date();
    const former = overlapHours > 0 && proof.authentication === 'SECRET' && before?.secretHash;
    const data = {
      secretHash: null,
      publicKeys: Prisma.DbNull,
      formerSecretHash: former || null,
      formerSecretUntil: former ? new Date(changedAt.getTime() + overlapHours * hour) : null,
      changedAt,
      ...proofColumns(proof),
    };
    await tx.appClient.upsert({
      where: { appId: app.id },
      create: { appId: app.id, ...data },
      update: data,
    });
    return noted(tx, by, app);
  });
}

/**
 * Ends the former secret of an app before its time.
 *
 * @throws NotFound when the partner has no such app
 * @throws StateConflict when there is none that still holds
 */
export async function revokeFormerSecret(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  app: AppOfPartner,
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    await holdApp(tx, app);
    const { count } = await tx.appClient.updateMany({
      where: { appId: app.id, formerSecretUntil: { gt: new Date() } },
      data: { formerSecretHash: null, formerSecretUntil: null },
    });
    if (count === 0) throw new StateConflict('No former secret holds any more.', 'input.appId');
    return noted(tx, by, app);
  });
}

async function noted(tx: Transaction, by: Actor, app: AppOfPartner): Promise<App> {
  const changed = await changeApp(tx, app, {});
  await appendEvents(tx, [{ kind: 'APP_CHANGED', ...changeOf(changed, by), fields: ['client'] }]);
  return changed;
}
