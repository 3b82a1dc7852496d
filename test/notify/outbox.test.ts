import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { mailMessage } from '../../src/notify/mail-message.ts';
import { mailMember, queueMail, tellSharers } from '../../src/notify/outbox.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let members: string[];

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  const patients = ['verified', 'unverified', 'none'].map((id) => ({
    resourceType: 'Patient',
    id,
  }));
  await importResources(gateway, plan, patients);
  members = patients.map(({ id }) => memberIdOf(plan, id));
  const account = { userName: 'one', password: 'correct horse', email: 'one@mail.example' };
  const [verified = '', unverified = ''] = members;
  await createAccount(gateway.database, {
    ...account,
    memberId: verified,
    emailVerified: true,
    language: 'es',
  });
  await createAccount(gateway.database, {
    ...account,
    memberId: unverified,
    userName: 'two',
    email: 'two@mail.example',
  });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.asAdministrator('delete from mail_outbox'));

const queued = () => gateway.database.prisma.outboxMail.findMany();
const message = {
  kind: 'CONSENT_SIGNED',
  app: 'An App',
  plan: 'A Plan',
  phone: '555-0100',
  endsAt: new Date('2027-01-02T00:00:00Z'),
} as const;

test('a mail is queued by the transaction that it tells of, with its facts', async () => {
  await gateway.database.prisma.$transaction((tx) =>
    queueMail(tx, { to: 'a@mail.example', language: 'en', message }),
  );
  expect(await queued()).toMatchObject([
    {
      to: 'a@mail.example',
      language: 'en',
      kind: 'CONSENT_SIGNED',
      facts: { app: 'An App', plan: 'A Plan', endsAt: '2027-01-02T00:00:00.000Z' },
      state: 'PENDING',
      attempts: 0,
    },
  ]);
  const [mail] = await queued();
  expect(mailMessage.parse({ ...Object(mail?.facts), kind: mail?.kind })).toEqual(message);
});

test('a transaction that is rolled back queues nothing', async () => {
  await expect(
    gateway.database.prisma.$transaction(async (tx) => {
      await queueMail(tx, { to: 'a@mail.example', language: 'en', message });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  expect(await queued()).toEqual([]);
});

test('a member is written to in their language, at an address that they have verified and at no other', async () => {
  await gateway.database.prisma.$transaction(async (tx) => {
    for (const member of members) await mailMember(tx, member, message);
  });
  expect(await queued()).toMatchObject([{ to: 'one@mail.example', language: 'es' }]);
});

test('what all who share with an app are told is kept by the transaction that it tells of', async () => {
  const app = await makeApp(gateway);
  await gateway.database.prisma.$transaction((tx) =>
    tellSharers(tx, app.id, { kind: 'SHARING_SUSPENDED', app: 'An App' }),
  );
  expect(await gateway.database.prisma.appNews.findMany()).toMatchObject([
    { appId: app.id, kind: 'SHARING_SUSPENDED', facts: { app: 'An App' }, after: null },
  ]);
});
