import type { Database, Transaction } from '../db/database.ts';
import type { App, AppClient } from '../db/generated/prisma/client.ts';
import { Prisma } from '../db/generated/prisma/client.ts';
import { InvalidInput, StateConflict } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import { appendEvents } from '../ledger/append-event.ts';
import {
  type AppOfPartner,
  changeApp,
  changeOf,
  holdAnyApp,
  holdApp,
  isReviewed,
} from './change-app.ts';
import { pendingKeys, setOf, splitKeys, standingKeys } from './client-keys.ts';
import { type ClientProof, proofColumns } from './client-proof.ts';
import type { PublicKeySet } from './public-keys.ts';

const hour = 60 * 60 * 1_000;

/** For how long a secret that was changed may go on beside the new one, in hours. */
export const longestOverlap = 7 * 24;

/**
 * Sets how an app proves itself. What it proved itself with before is refused from the next request on,
 * but for a secret that may go on for some hours beside the new one. Keys that a reviewed app did not have wait for an
 * admin, and until then it proves itself as before: by a key alone, everybody's records can be had who shares.
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
    const held = await holdApp(tx, app);
    const before = await tx.appClient.findUnique({ where: { appId: app.id } });
    const { now, pending } =
      isReviewed(held) && proof.authentication === 'PRIVATE_KEY'
        ? await whatWaits(before, proof.publicKeys)
        : { now: proof, pending: null };
    if (now !== undefined) await prove(tx, app, now, before, overlapHours);
    return noted(tx, by, app, pending);
  });
}

/** Of keys for a reviewed app, what holds at once, if anything, and what waits. */
async function whatWaits(before: AppClient | null, wanted: PublicKeySet) {
  const { known, added } = await splitKeys(before, wanted);
  const now: ClientProof | undefined =
    before?.authentication === 'PRIVATE_KEY'
      ? { authentication: 'PRIVATE_KEY', publicKeys: setOf(known) }
      : undefined;
  return { now, pending: added.length > 0 ? setOf(added) : null };
}

async function prove(
  tx: Transaction,
  app: AppOfPartner,
  proof: ClientProof,
  before: AppClient | null,
  overlapHours = 0,
): Promise<void> {
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
}

/**
 * Lets a reviewed app prove itself by keys that wait for it; another way of proof ends with that.
 *
 * @param approved the thumbprints of those that were looked at: one that came in meanwhile goes on waiting
 * @throws InvalidInput when one does not wait
 */
export async function approveAppClient(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  appId: string,
  approved: readonly string[],
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    const held = await holdAnyApp(tx, appId);
    const waiting = await pendingKeys(held);
    const isApproved = ({ thumbprint }: { thumbprint: string }) => approved.includes(thumbprint);
    const taken = waiting.filter(isApproved);
    if (taken.length === 0 || taken.length < new Set(approved).size) {
      throw new InvalidInput('Wanted: thumbprints of its pendingClientKeys.', 'input.thumbprints');
    }
    const before = await tx.appClient.findUnique({ where: { appId } });
    const publicKeys = setOf([...(await standingKeys(before)), ...taken]);
    await prove(tx, held, { authentication: 'PRIVATE_KEY', publicKeys }, before);
    const rest = waiting.filter((key) => !isApproved(key));
    return noted(tx, by, held, rest.length > 0 ? setOf(rest) : null);
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

/** @param pending the keys that wait from now on; as before where left out */
async function noted(
  tx: Transaction,
  by: Actor,
  app: AppOfPartner,
  pending?: PublicKeySet | null,
): Promise<App> {
  const changed = await changeApp(
    tx,
    app,
    pending === undefined ? {} : { pendingClientKeys: pending ?? Prisma.DbNull },
  );
  await appendEvents(tx, [{ kind: 'APP_CHANGED', ...changeOf(changed, by), fields: ['client'] }]);
  return changed;
}
