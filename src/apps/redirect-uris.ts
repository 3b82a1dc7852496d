import type { Database } from '../db/database.ts';
import type { App } from '../db/generated/prisma/client.ts';
import { InvalidInput } from '../graphql/kit/user-errors.ts';
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

/** How many an app may have. */
export const mostRedirectUris = 20;

/**
 * Changes where sign-ins of an app may return to. What is taken away is gone at once. What is added waits for
 * an admin, unless the whole app still does: whoever steals a partner's token must not be sent members' codes.
 *
 * @throws NotFound when the partner has no such app
 */
export async function changeRedirectUris(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  app: AppOfPartner,
  wanted: readonly string[],
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    const held = await holdApp(tx, app);
    const { redirectUris } = held;
    const unique = [...new Set(wanted)];
    const reviewed = isReviewed(held);
    const changed = await changeApp(tx, app, {
      redirectUris: reviewed ? unique.filter((uri) => redirectUris.includes(uri)) : unique,
      pendingRedirectUris: reviewed ? unique.filter((uri) => !redirectUris.includes(uri)) : [],
    });
    await appendEvents(tx, [
      { kind: 'APP_CHANGED', ...changeOf(changed, by), fields: ['redirectUris'] },
    ]);
    return changed;
  });
}

/**
 * Lets sign-ins of an app return to addresses that wait for it.
 *
 * @param approved those that were looked at: one that came in meanwhile goes on waiting
 * @throws InvalidInput when one does not wait
 */
export async function approveRedirectUris(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  appId: string,
  approved: readonly string[],
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    const held = await holdAnyApp(tx, appId);
    const { redirectUris, pendingRedirectUris } = held;
    const unique = [...new Set(approved)];
    const unknown = unique.find((uri) => !pendingRedirectUris.includes(uri));
    if (unique.length === 0 || unknown !== undefined) {
      throw new InvalidInput('Wanted: URIs of its pendingRedirectUris.', 'input.redirectUris');
    }
    const changed = await changeApp(tx, held, {
      redirectUris: [...redirectUris, ...unique],
      pendingRedirectUris: pendingRedirectUris.filter((uri) => !unique.includes(uri)),
    });
    await appendEvents(tx, [
      { kind: 'APP_CHANGED', ...changeOf(changed, by), fields: ['redirectUris'] },
    ]);
    return changed;
  });
}
