import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { revoke } from '../kit/deletions.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, mutate } from '../kit/graphql.ts';
import { Visitor } from '../kit/visitor.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** What members do about data that an app has got, over HTTP. */
let gateway: TestGateway;
let plan: { id: string; slug: string };
let memberId: string;
const ann = new Visitor();
const password = 'quiet rivers run deep';

beforeAll(async () => {
  gateway = await startTestGateway();
  plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  memberId = memberIdOf(plan, 'ann');
  await createAccount(gateway.database, { memberId, userName: 'ann', password });
  await ann.post(`${gateway.baseUrl}/account/sign-in`, { userName: 'ann', password });
}, 60_000);
afterAll(() => gateway?.stop());

const at = (grantId: string, end = '') => `${gateway.baseUrl}/account/consents/${grantId}${end}`;
const share = (app: { id: string }) => makeGrant(gateway, plan, memberId, app);
const requestOf = (grantId: string) =>
  gateway.database.prisma.deletionRequest.findUnique({ where: { grantId } });

test('a consent that has ended leads to asking for deletion, and shows what the app answers', async () => {
  const app = await makeApp(gateway);
  const grantId = await revoke(gateway, memberId, await share(app));
  expect((await ann.get(at(grantId))).text).toContain(`/account/consents/${grantId}/deletion`);

  const before = await ann.get(at(grantId, '/deletion'));
  expect(before.text).toContain('Test Plan asks App');
  expect(before.text).toContain('https://app.example/privacy');
  expect(before.text.match(/privacy policy/g)).toHaveLength(1);
  expect(await requestOf(grantId)).toBeNull();

  const { status, location } = await ann.post(at(grantId, '/deletion'), {});
  expect(status).toBe(303);
  const asked = await ann.get(location ?? '');
  expect(asked.text).toContain('has not answered yet');
  expect(asked.text).not.toContain(`${grantId}/deletion`);

  const { id: deletionRequestId } = (await requestOf(grantId)) ?? {};
  const explanation = '<b>The law</b> makes us keep bills.';
  const answer = { deletionRequestId, outcome: 'PARTLY_DELETED', explanation };
  await mutate(gateway, asApp(app), 'acknowledgeDeletion', answer, 'deletionRequest { state }');
  const { text } = await ann.get(at(grantId));
  expect(text).toContain('has deleted a part of it');
  expect(text).toContain('&lt;b&gt;The law&lt;/b&gt; makes us keep bills.');
  expect(text).toContain('How to complain');
});

test('it is all said in Spanish, too', async () => {
  const grantId = await revoke(gateway, memberId, await share(await makeApp(gateway)));
  const { text } = await ann.get(at(grantId, '/deletion?language=es'));
  expect(text).toContain('Pedir que se borre');
  const { location } = await ann.post(at(grantId, '/deletion'), {});
  expect((await ann.get(location ?? '')).text).toContain('aún no ha respondido');
  await ann.get(at(grantId, '?language=en'));
});

test('the form sent twice asks once', async () => {
  const grantId = await revoke(gateway, memberId, await share(await makeApp(gateway)));
  const sent = await Promise.all([1, 2].map(() => ann.post(at(grantId, '/deletion'), {})));
  for (const { status, location } of sent) {
    expect(status).toBe(303);
    expect(location?.pathname).toBe(`/account/consents/${grantId}`);
  }
  expect(await requestOf(grantId)).not.toBeNull();
});

test('a consent that stands has no such page', async () => {
  const { id } = await share(await makeApp(gateway));
  expect((await ann.get(at(id))).text).not.toContain('/deletion');
  for (const { status, location } of [
    await ann.get(at(id, '/deletion')),
    await ann.post(at(id, '/deletion'), {}),
  ]) {
    expect(status).toBe(303);
    expect(location?.pathname).toBe(`/account/consents/${id}`);
  }
  expect(await requestOf(id)).toBeNull();
});

test('who shares with the app again is told to stop that first', async () => {
  const app = await makeApp(gateway);
  const grantId = await revoke(gateway, memberId, await share(app));
  await share(app);
  const { status, text } = await ann.post(at(grantId, '/deletion'), {});
  expect(status).toBe(409);
  expect(text).toContain('Stop that one first');
  expect(await requestOf(grantId)).toBeNull();
});
