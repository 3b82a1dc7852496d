import type { Database, Transaction } from '../db/database.ts';
import type { App } from '../db/generated/prisma/client.ts';
import { StateConflict } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { tellSharers } from '../notify/outbox.ts';
import type { Answers } from './attestation.ts';
import { changesBetween, isChanged } from './attestation-changes.ts';
import { type AppOfPartner, changeApp, changeOf, holdApp } from './change-app.ts';

/** Enough to mend what was typed wrong, twice. */
const mostInADay = 4;

/**
 * Keeps a new version of what an app says of itself; the earlier ones stay. Members who share with it are told
 * what is different.
 *
 * @throws NotFound when the partner has no such app; StateConflict when its answers have changed too often today
 */
export async function attestApp(
  database: Pick<Database, 'prisma'>,
  by: Actor,
  app: AppOfPartner,
  attested: { readonly answers: Answers; readonly privacyPolicyUrl: string | null },
): Promise<App> {
  return database.prisma.$transaction(async (tx) => {
    await holdApp(tx, app);
    await refuseTooMany(tx, app.id);
    const changed = await changeApp(tx, app, { privacyPolicyUrl: attested.privacyPolicyUrl });
    const newest = await tx.appAttestation.findFirst({
      where: { appId: app.id },
      orderBy: { version: 'desc' },
    });
    const version = (newest?.version ?? 0) + 1;
    await tx.appAttestation.create({ data: { appId: app.id, version, ...attested } });
    const changes = newest && changesBetween(newest, attested);
    if (changes && isChanged(changes)) {
      await tellSharers(tx, app.id, {
        kind: 'APP_ANSWERS_CHANGED',
        app: changed.name,
        changes: changes.answers.map(({ question, before, after }) => ({
          question,
          before: before.answer,
          after: after.answer,
        })),
        privacyPolicyChanged: changes.privacyPolicyUrl !== undefined,
      });
    }
    await appendEvents(tx, [
      { kind: 'APP_ATTESTED', ...changeOf(changed, by), attestation: version },
    ]);
    return changed;
  });
}

/** Each change is a mail to everybody who shares with the app. */
async function refuseTooMany(tx: Transaction, appId: string): Promise<void> {
  const dayAgo = new Date(Date.now() - 24 * 60 * 60 * 1_000);
  const today = await tx.appAttestation.count({ where: { appId, attestedAt: { gt: dayAgo } } });
  if (today < mostInADay) return;
  throw new StateConflict(
    `An app answers ${mostInADay} times in 24 hours at most. Answer again tomorrow.`,
    'input.appId',
  );
}
