import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import type { App, AppKind, AppState } from '../db/generated/prisma/client.ts';
import { Prisma } from '../db/generated/prisma/client.ts';
import { InvalidInput, NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import type { Leaf } from '../ledger/leaf.ts';
import { tellSharers } from '../notify/outbox.ts';
import type { Answers } from './attestation.ts';

/** Who does it, for the ledger. */
export type Actor = { readonly actor: string; readonly actorKind: string };

export type NewApp = {
  readonly partnerId: string;
  readonly name: string;
  readonly kind: AppKind;
  readonly privacyPolicyUrl: string | null;
  readonly redirectUris: readonly string[];
  readonly answers: Answers;
};

/** How many apps a partner may register: none is ever removed. */
const mostApps = 100;

/**
 * Registers an app, pending until an admin approves it.
 *
 * @param id chosen by the caller for demo data alone
 * @throws InvalidInput when the partner has an app of that name already
 * @throws StateConflict when the partner has as many as it may
 */
export async function registerApp(
  database: Database,
  by: Actor,
  { answers, redirectUris, ...app }: NewApp,
  id: string = uuidv7(),
): Promise<App> {
  try {
    return await database.prisma.$transaction(async (tx) => {
      await checkRoomForApp(tx, app.partnerId);
      const created = await tx.app.create({
        data: { id, ...app, redirectUris: [...redirectUris] },
      });
      await tx.appAttestation.create({ data: { appId: id, version: 1, answers } });
      await appendEvents(tx, [{ kind: 'APP_REGISTERED', ...changeOf(created, by) }]);
      return created;
    });
  } catch (cause) {
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2002') {
      throw new InvalidInput('You have an app of this name already.', 'input.name');
    }
    throw cause;
  }
}

async function checkRoomForApp(tx: Transaction, partnerId: string): Promise<void> {
  // One registration of a partner at a time: two that count at once would both see room for one.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${partnerId}, 0))`;
  if ((await tx.app.count({ where: { partnerId } })) < mostApps) return;
  throw new StateConflict(
    `You have ${mostApps} apps, the most that a partner may register. Go on with one of those.`,
  );
}

/** Keeps a new version of an app's answers; the earlier ones stay. */
export async function attestApp(
  database: Database,
  by: Actor,
  app: { readonly id: string; readonly partnerId: string },
  attested: { readonly answers: Answers; readonly privacyPolicyUrl: string | null },
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    const changed = await changeApp(tx, app, { privacyPolicyUrl: attested.privacyPolicyUrl });
    const newest = await tx.appAttestation.findFirst({
      where: { appId: app.id },
      orderBy: { version: 'desc' },
    });
    const version = (newest?.version ?? 0) + 1;
    await tx.appAttestation.create({
      data: { appId: app.id, version, answers: attested.answers },
    });
    await appendEvents(tx, [
      { kind: 'APP_ATTESTED', ...changeOf(changed, by), attestation: version },
    ]);
    return changed;
  });
}

/**
 * Approves, suspends or reinstates an app. A suspension stops every release to it at once: the
 * gate judges the app's state for each.
 *
 * @param reason for a suspension, the security risk (42 CFR 422.119(e)); a poor privacy answer is none
 * @throws StateConflict when the app is in that state already
 */
export async function changeAppState(
  database: Database,
  by: Actor,
  appId: string,
  state: AppState,
  reason: string | null,
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    const app = await tx.app.findUnique({ where: { id: appId } });
    if (app === null) throw new NotFound('app', 'input.appId');
    if (app.state === state) {
      throw new StateConflict(`The app is ${state} already.`, 'input.appId');
    }
    const changed = await changeApp(tx, app, {
      state,
      stateReason: reason,
      stateChangedAt: new Date(),
    });
    const news = kindOfNews(app.state, state);
    if (news) await tellSharers(tx, appId, { kind: news, app: app.name });
    await appendEvents(tx, [{ kind: 'APP_STATE_CHANGED', ...changeOf(changed, by), state }]);
    return changed;
  });
}

/** What those who share with an app are told of a change of its state. */
function kindOfNews(from: AppState, to: AppState) {
  if (to === 'SUSPENDED') return 'SHARING_SUSPENDED';
  return from === 'SUSPENDED' ? 'SHARING_RESUMED' : undefined;
}

async function changeApp(
  tx: Transaction,
  app: { readonly id: string; readonly partnerId: string },
  data: Prisma.AppUpdateInput,
): Promise<App> {
  const [changed] = await tx.app.updateManyAndReturn({
    where: { id: app.id, partnerId: app.partnerId },
    data: { ...data, version: { increment: 1 } },
  });
  if (changed === undefined) throw new NotFound('app', 'input.appId');
  return changed;
}

function changeOf(app: App, by: Actor) {
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
