import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import type { App, AppKind, AppState, SecurityRisk } from '../db/generated/prisma/client.ts';
import { Prisma } from '../db/generated/prisma/client.ts';
import { InvalidInput, NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { tellSharers } from '../notify/outbox.ts';
import { queueWebhooks } from '../notify/webhooks/queue-webhooks.ts';
import type { Answers } from './attestation.ts';
import { type Actor, changeApp, changeOf } from './change-app.ts';
import { type ClientProof, proofColumns } from './client-proof.ts';

export type NewApp = {
  readonly partnerId: string;
  readonly name: string;
  readonly kind: AppKind;
  readonly privacyPolicyUrl: string | null;
  readonly redirectUris: readonly string[];
  readonly answers: Answers;
  /** How it proves itself as an OAuth client; set later where absent. */
  readonly client?: ClientProof;
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
  { answers, redirectUris, client, ...app }: NewApp,
  id: string = uuidv7(),
): Promise<App> {
  try {
    return await database.prisma.$transaction(async (tx) => {
      await checkRoomForApp(tx, app.partnerId);
      const created = await tx.app.create({
        data: { id, ...app, redirectUris: [...redirectUris] },
      });
      const { privacyPolicyUrl } = app;
      await tx.appAttestation.create({
        data: { appId: id, version: 1, answers, privacyPolicyUrl },
      });
      if (client !== undefined) {
        await tx.appClient.create({ data: { appId: id, ...proofColumns(client) } });
      }
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

/** Why an app may not receive data: in words for its partner, and by which risk. */
type Denial = { readonly reason: string; readonly risk: SecurityRisk | null };

/**
 * Approves, suspends or reinstates an app. A suspension stops every release to it at once: the
 * gate judges the app's state for each.
 *
 * @param denial for a suspension or refusal, the security risk (42 CFR 422.119(e)); a poor privacy
 *   answer is none
 * @throws StateConflict when the app is in that state already, or is not pending and to be refused
 */
export async function changeAppState(
  database: Database,
  by: Actor,
  appId: string,
  state: AppState,
  denial: Denial | string | null,
): Promise<App> {
  const { reason, risk } =
    typeof denial === 'object' && denial !== null ? denial : { reason: denial, risk: null };
  return database.prisma.$transaction(async (tx) => {
    const app = await tx.app.findUnique({ where: { id: appId } });
    if (app === null) throw new NotFound('app', 'input.appId');
    if (app.state === state) {
      throw new StateConflict(`The app is ${state} already.`, 'input.appId');
    }
    if (state === 'REFUSED' && app.state !== 'PENDING') {
      throw new StateConflict(
        `The app is ${app.state}: only a pending one is refused.`,
        'input.appId',
      );
    }
    const changed = await changeApp(tx, app, {
      state,
      stateReason: reason,
      stateRisk: risk,
      stateChangedAt: new Date(),
    });
    const news = kindOfNews(app.state, state);
    if (news) await tellSharers(tx, appId, { kind: news, app: app.name });
    const type = eventOf(state);
    if (type) {
      const data = { appId, ...(risk === null ? {} : { risk }) };
      await queueWebhooks(tx, app.partnerId, { type, data });
    }
    await appendEvents(tx, [
      {
        kind: 'APP_STATE_CHANGED',
        ...changeOf(changed, by),
        state,
        ...(risk === null ? {} : { risk }),
      },
    ]);
    return changed;
  });
}

/** What those who share with an app are told of a change of its state. */
function kindOfNews(from: AppState, to: AppState) {
  if (to === 'SUSPENDED') return 'SHARING_SUSPENDED';
  return from === 'SUSPENDED' ? 'SHARING_RESUMED' : undefined;
}

/** What the app's partner is told of it. */
function eventOf(to: AppState) {
  if (to === 'SUSPENDED') return 'app.suspended';
  return to === 'APPROVED' ? 'app.approved' : undefined;
}
