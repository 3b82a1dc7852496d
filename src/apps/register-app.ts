import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import type { App, AppKind } from '../db/generated/prisma/client.ts';
import { Prisma } from '../db/generated/prisma/client.ts';
import { InvalidInput, StateConflict } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import { appendEvents } from '../ledger/append-event.ts';
import type { Answers } from './attestation.ts';
import { changeOf } from './change-app.ts';
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
