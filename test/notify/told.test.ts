import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { endByApp } from '../../src/authorization/end-by-app.ts';
import { approveApp } from '../kit/apps.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, agent, asMember, globalId, mutate } from '../kit/graphql.ts';
import { type MailServer, startMailServer } from '../kit/mail-server.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let server: MailServer;
let gateway: TestGateway;
let plan: { id: string; slug: string };
let app: { id: string; partnerId: string };
let appName: string;
let [ann, ben, cat] = ['', '', ''];

beforeAll(async () => {
  server = await startMailServer();
  gateway = await startTestGateway({
    SMTP_URL: server.url,
    MAIL_FROM: 'Test Plan <no-reply@plan.example>',
  });
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('ben'), patient('cat')]);
  [ann, ben, cat] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben'), memberIdOf(plan, 'cat')];
  for (const [memberId, userName, language, emailVerified] of [
    [ann, 'ann', 'en', true],
    [ben, 'ben', 'es', true],
    [cat, 'cat', 'en', false],
  ] as const) {
    await createAccount(gateway.database, {
      memberId,
      userName,
      password: 'correct horse',
      email: `${userName}@mail.example`,
      emailVerified,
      language,
    });
  }
});
afterAll(async () => {
  await gateway?.stop();
  await server?.stop();
});
beforeEach(async () => {
  app = await makeApp(gateway);
  appName = `App ${app.partnerId}`;
});

/** The mail about this test's app. */
async function mailTo(name: string, subject: string) {
  const of = () =>
    server.mails.filter(
      (mail) =>
        [mail.to ?? []].flat()[0]?.text === `${name}@mail.example` &&
        mail.subject?.includes(appName),
    );
  await expect
    .poll(() => of().map((mail) => mail.subject), { timeout: 15_000, interval: 30 })
    .toContain(subject.replace('{app}', appName));
  const mail = of().find((one) => one.subject === subject.replace('{app}', appName));
  return { text: mail?.text ?? '', html: mail?.html || '' };
}
const queuedFor = (name: string) =>
  gateway.database.prisma.outboxMail.count({
    where: { to: `${name}@mail.example`, facts: { path: ['app'], equals: appName } },
  });

describe('whoever signs is told, with the day it ends and how to take it back', () => {
  test('in English', async () => {
    const { id, endsAt } = await makeGrant(gateway, plan, ann, app);
    const { text, html } = await mailTo('ann', 'You share your health data with {app}');
    const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
    for (const body of [text, html]) {
      expect(body).toContain('Test Plan now shares your health data');
      expect(body).toContain(day.format(endsAt));
      expect(body).toContain('555-0100');
      expect(body).toContain(`${gateway.baseUrl}/account/consents/${id}`);
    }
    expect(html).toContain('<html lang="en">');
  });

  test('in Spanish', async () => {
    const { id } = await makeGrant(gateway, plan, ben, app);
    const { text, html } = await mailTo('ben', 'Usted comparte sus datos de salud con {app}');
    expect(text).toContain('Usted firmó un consentimiento. Test Plan comparte ahora');
    expect(text).toContain(
      `Ver o detener lo que comparte:\n${gateway.baseUrl}/account/consents/${id}\n`,
    );
    expect(html).toContain('<html lang="es">');
  });

  test('and of an earlier grant that it supersedes nothing is said', async () => {
    await makeGrant(gateway, plan, ann, app);
    await makeGrant(gateway, plan, ann, app);
    const kinds = await gateway.database.prisma.outboxMail.findMany({
      where: { facts: { path: ['app'], equals: appName } },
    });
    expect(kinds.map(({ kind }) => kind)).toEqual(['CONSENT_SIGNED', 'CONSENT_SIGNED']);
  });

  test('but nobody at an address that is not verified', async () => {
    await makeGrant(gateway, plan, cat, app);
    expect(await queuedFor('cat')).toBe(0);
  });
});

describe('the end of a consent is told', () => {
  let grantId: string;
  beforeEach(async () => {
    grantId = globalId('Grant', (await makeGrant(gateway, plan, ann, app)).id);
  });
  const ended = 'You no longer share your health data with {app}';
  const payload = 'grant { state }';

  test('when the member ends it', async () => {
    const input = { grantId, reason: 'My own words.' };
    await mutate(gateway, asMember(ann), 'revokeGrant', input, payload);
    const { text, html } = await mailTo('ann', ended);
    expect(text).toContain('You took back your consent');
    expect(text + html).not.toContain('My own words.');
  });

  test('when the Member Help Team ends it', async () => {
    const caller = { memberNumber: 'M-ann', familyName: 'Family-ann', birthDate: '1970-01-31' };
    await mutate(gateway, agent, 'revokeGrantForCaller', { grantId, caller, reason: 'r' }, payload);
    expect((await mailTo('ann', ended)).text).toContain('The Member Help Team took back');
  });

  test('when the app gives it back', async () => {
    const own = Buffer.from(grantId, 'base64').toString().slice('Grant:'.length);
    await endByApp(gateway.database, { clientId: app.id, accountId: ann, grantId: own });
    expect((await mailTo('ann', ended)).text).toContain(`${appName} gave back its access`);
  });
});

test('a suspended app is told to all who share with it now, and so is the end of the suspension', async () => {
  const anns = await makeGrant(gateway, plan, ann, app);
  await makeGrant(gateway, plan, ben, app);
  await makeGrant(gateway, plan, cat, app);
  const appId = globalId('App', app.id);
  const risk = 'Tokens of Mr. Moriarty were found.';
  await mutate(
    gateway,
    admin,
    'suspendApp',
    { appId, risk: 'MALWARE', securityRisk: risk },
    'app { state }',
  );
  const { text } = await mailTo('ann', 'Sharing with {app} is suspended');
  expect(text).toContain('because of a security risk. Test Plan shares nothing');
  expect(text).not.toContain('Moriarty');
  expect(text).toContain(`${gateway.baseUrl}/account/consents/${anns.id}`);
  await mailTo('ben', 'Se suspendió compartir con {app}');
  const [grant] = await gateway.database.prisma.grant.findMany({
    where: { appId: app.id, memberId: ben },
  });
  await mutate(
    gateway,
    asMember(ben),
    'revokeGrant',
    { grantId: globalId('Grant', grant?.id ?? '') },
    'grant { state }',
  );
  await approveApp(gateway, appId);
  await mailTo('ann', 'Sharing with {app} goes on');
  await expect
    .poll(() => gateway.database.prisma.appNews.count({ where: { appId: app.id } }))
    .toBe(0);
  expect(await queuedFor('ben')).toBe(3);
  expect(await queuedFor('cat')).toBe(0);
});

describe('nothing is told that did not happen:', () => {
  test('a signature that the policy refuses', async () => {
    await expect(makeGrant(gateway, plan, ann, app, { termDays: 9_999 })).rejects.toThrow();
    expect(await queuedFor('ann')).toBe(0);
  });

  test('a signature that the ledger does not take', async () => {
    const held = await holdHead(gateway.url);
    try {
      await expect(makeGrant(gateway, plan, ann, app)).rejects.toThrow();
    } finally {
      await held.release();
    }
    expect(await queuedFor('ann')).toBe(0);
  });

  test('of two signatures at once, only what stands in the ledger', async () => {
    const both = await Promise.allSettled([
      makeGrant(gateway, plan, ann, app),
      makeGrant(gateway, plan, ann, app),
    ]);
    const signed = both.filter(({ status }) => status === 'fulfilled').length;
    expect(signed).toBeGreaterThan(0);
    expect(await queuedFor('ann')).toBe(signed);
  });
});
