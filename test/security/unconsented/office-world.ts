import { v7 as uuidv7 } from 'uuid';
import { setAppClient } from '../../../src/apps/app-client.ts';
import { publicKeySet } from '../../../src/apps/public-keys.ts';
import { changeRedirectUris } from '../../../src/apps/redirect-uris.ts';
import { fileComplaint } from '../../../src/complaints/complaints.ts';
import { answerComplaint, closeComplaint } from '../../../src/complaints/handle-complaint.ts';
import { publishMaterial } from '../../../src/materials/materials.ts';
import { createEndpoint } from '../../../src/webhooks/endpoints.ts';
import { makeDeletionRequest } from '../../kit/deletions.ts';
import type { TestGateway } from '../../kit/gateway.ts';
import type { Dice } from './dice.ts';
import { publicKeys } from './office-values.ts';
import type { World } from './world.ts';

const staff = { actor: 'somebody', actorKind: 'AGENT' } as const;

/** Makes what there is beside grants and health data, so that there is something to keep from others. */
export async function makeOffice(gateway: TestGateway, dice: Dice, world: World): Promise<void> {
  await makeComplaints(gateway, dice, world);
  await makeClients(gateway);
  await makeDeadMails(gateway);
  await makeDeletions(gateway, dice);
  await publishMaterial(gateway.database, 'somebody', {
    planId: world.plans[0]?.id ?? '',
    materialId: 'TEST_EDUCATION',
    version: 1,
    language: 'es',
    kind: 'EDUCATION',
    translation: 'MACHINE',
    title: 'EDUCATION',
    body: 'Lea esto.',
  });
}

/** Of most members one, some answered, some closed, some late. */
async function makeComplaints(
  { database, asAdministrator }: TestGateway,
  dice: Dice,
  { members }: World,
): Promise<void> {
  const apps = await database.prisma.app.findMany({ orderBy: { id: 'asc' } });
  for (const { id: memberId } of members) {
    const viewer = {
      kind: 'MEMBER',
      memberId,
      subject: memberId,
      tokenId: 'none',
      expiresAt: Number.POSITIVE_INFINITY,
    } as const;
    const { id } = await fileComplaint(database, viewer, {
      kind: dice.one(['PRIVACY', 'SHARING', 'APP', 'OTHER']),
      appId: dice.chance(50) ? dice.one(apps).id : null,
      text: `complaint-of-${memberId}`,
      language: 'en',
      filingKey: 'first',
    });
    const fate = dice.below(4);
    if (fate < 2) await answerComplaint(database, staff, id, `answer-of-${memberId}`);
    if (fate === 0) await closeComplaint(database, staff, id);
    if (fate === 2) {
      // No trigger lets anybody do so.
      await asAdministrator(`begin; set local session_replication_role = replica;
        update complaint set received_at = now() - interval '40 days', due_at = now() - interval '10 days'
          where id = '${id}'; commit`);
    }
  }
}

/** Each app with a secret and its former one, with an address and mostly a key that wait, and its partner told by webhooks. */
async function makeClients({ database }: TestGateway): Promise<void> {
  for (const { id, partnerId, redirectUris, state } of await database.prisma.app.findMany()) {
    const by = { actor: partnerId, actorKind: 'PARTNER' };
    const app = { id, partnerId };
    for (const secret of ['a', 'b']) {
      await setAppClient(database, by, app, { authentication: 'SECRET', secret }, 100);
    }
    if (state === 'APPROVED') {
      const authentication = 'PRIVATE_KEY';
      await setAppClient(database, by, app, {
        authentication,
        publicKeys: publicKeySet.parse(publicKeys),
      });
    }
    await changeRedirectUris(database, by, app, [...redirectUris, 'https://app.example/there']);
    const url = 'https://partner.example/hook';
    await createEndpoint(database, { production: false }, { partnerId, url, types: [] });
  }
}

async function makeDeadMails({ database }: TestGateway): Promise<void> {
  for (const kind of ['ALREADY_REGISTERED', 'RESET_PASSWORD', 'GRANT_SIGNED']) {
    await database.prisma.outboxMail.create({
      data: {
        id: uuidv7(),
        to: 'somebody.else@mail.example',
        language: 'en',
        kind,
        facts: {},
        state: 'DEAD',
        attempts: 9,
        lastError: 'EENVELOPE 550',
      },
    });
  }
}

/** Under grants that ran out: some answered, some overdue. */
async function makeDeletions(gateway: TestGateway, dice: Dice): Promise<void> {
  const { prisma } = gateway.database;
  const over = await prisma.grant.findMany({
    where: { endsAt: { lt: new Date() } },
    orderBy: { id: 'asc' },
  });
  for (const { id: grantId, memberId } of over) {
    const id = await makeDeletionRequest(gateway, grantId, dice.chance(50) ? 1 : -1);
    if (dice.chance(50)) continue;
    await prisma.deletionRequest.update({
      where: { id },
      data: {
        state: 'ACKNOWLEDGED',
        outcome: 'PARTLY_DELETED',
        explanation: `explanation-of-${memberId}`,
        acknowledgedBy: 'somebody',
        acknowledgedAt: new Date(),
      },
    });
  }
}
