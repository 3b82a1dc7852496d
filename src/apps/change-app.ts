import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '../db/database.ts';
import type { App, Prisma } from '../db/generated/prisma/client.ts';
import { NotFound } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import type { Leaf } from '../ledger/leaf.ts';

/** Which app; of which partner, where a partner asks. */
export type AppOfPartner = { readonly id: string; readonly partnerId: string };

/**
 * The app, held until the transaction ends, so that what is decided by it still holds when it is changed. Members go on
 * signing for it meanwhile: what refers to it holds its key alone.
 *
 * @throws NotFound where there is no such app
 */
export async function holdAnyApp(tx: Transaction, id: string): Promise<App> {
  await tx.$executeRaw`select from public.app where id = ${id}::uuid for no key update`;
  const app = await tx.app.findUnique({ where: { id } });
  if (app === null) throw noSuchApp();
  return app;
}

/**
 * The same for a partner.
 *
 * @throws NotFound where the partner has no such app
 */
export async function holdApp(tx: Transaction, { id, partnerId }: AppOfPartner): Promise<App> {
  const app = await holdAnyApp(tx, id);
  if (app.partnerId !== partnerId) throw noSuchApp();
  return app;
}

const noSuchApp = () => new NotFound('app', 'input.appId');

/** Whether somebody has looked at it: what is new in it waits then, until somebody has again. */
export const isReviewed = ({ state }: Pick<App, 'state'>): boolean =>
  state === 'APPROVED' || state === 'SUSPENDED';

/**
 * Changes an app, and counts its version one on: the ledger wants an entry for it.
 *
 * @throws NotFound where the partner has no such app
 */
export async function changeApp(
  tx: Transaction,
  app: AppOfPartner,
  data: Prisma.AppUpdateInput,
): Promise<App> {
  const [changed] = await tx.app.updateManyAndReturn({
    where: { id: app.id, partnerId: app.partnerId },
    data: { ...data, version: { increment: 1 } },
  });
  if (changed === undefined) throw noSuchApp();
  return changed;
}

/** What an entry says of any change of an app. */
export function changeOf(app: App, by: Actor) {
  return {
    v: 1,
    release: uuidv7(),
    at: Date.now(),
    subject: app.id,
    version: app.version,
    app: app.id,
    partner: app.partnerId,
    ...by,
  } satisfies Partial<Leaf>;
}
