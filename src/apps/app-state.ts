import type { Database, Transaction } from '../db/database.ts';
import type { App, AppState, SecurityRisk } from '../db/generated/prisma/client.ts';
import { endArtifactsOfApp } from '../db/oauth-artifacts.ts';
import { StateConflict } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { tellSharers } from '../notify/outbox.ts';
import { queueWebhooks } from '../notify/webhooks/queue-webhooks.ts';
import { changeApp, changeOf, holdAnyApp } from './change-app.ts';

/** Why an app may not receive data: the security risk (42 CFR 422.119(e)), and in words for its partner. */
type Denial = { readonly risk: SecurityRisk; readonly reason: string };

/** What an app is to be from now on. */
export type StateChange =
  | { readonly state: 'SUSPENDED' | 'REFUSED'; readonly denial: Denial }
  | {
      readonly state: 'APPROVED' | 'PENDING';
      /** The version that was looked at, where somebody did: what came in its place is not approved unseen. */
      readonly version?: number;
    };

/**
 * Approves, suspends, refuses or reinstates an app. A suspension stops every release to it at once: the gate
 * judges the app's state for each. Its codes and tokens end for good; members' consents stand.
 *
 * @throws NotFound, or StateConflict when the app is in that state already, has changed since it was looked at, or is
 *   not pending and to be refused
 */
export async function changeAppState(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  appId: string,
  change: StateChange,
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    const app = await appToChange(tx, appId, change);
    const { state } = change;
    const { risk, reason } = 'denial' in change ? change.denial : { risk: null, reason: null };
    const changed = await changeApp(tx, app, {
      state,
      stateReason: reason,
      stateRisk: risk,
      stateChangedAt: new Date(),
    });
    // What others may hold by now opens nothing again, also once the app is reinstated. It connects anew.
    if (state === 'SUSPENDED') await endArtifactsOfApp(tx, appId);
    const news = kindOfNews(app.state, state);
    if (news) await tellSharers(tx, appId, { kind: news, app: app.name });
    const type = eventOf(state);
    const coded = risk === null ? {} : { risk };
    if (type) await queueWebhooks(tx, app.partnerId, { type, data: { appId, ...coded } });
    await appendEvents(tx, [
      { kind: 'APP_STATE_CHANGED', ...changeOf(changed, by), state, ...coded },
    ]);
    return changed;
  });
}

/** The app, held until the transaction ends: of two who decide at once, the second sees what the first did. */
async function appToChange(tx: Transaction, appId: string, change: StateChange): Promise<App> {
  const app = await holdAnyApp(tx, appId);
  const conflict = conflictOf(app, change);
  if (conflict !== undefined) throw new StateConflict(...conflict);
  return app;
}

function conflictOf(app: App, change: StateChange): [message: string, path: string] | undefined {
  if (app.state === change.state) return [`The app is ${app.state} already.`, 'input.appId'];
  if (change.state === 'REFUSED' && app.state !== 'PENDING') {
    return [`The app is ${app.state}: only a pending one is refused.`, 'input.appId'];
  }
  if ('version' in change && change.version !== app.version) {
    return [
      `The app has changed since: it is in version ${app.version} now. Look at it again.`,
      'input.version',
    ];
  }
  return undefined;
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
