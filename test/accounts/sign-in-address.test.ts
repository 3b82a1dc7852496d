import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { Visitor } from '../kit/visitor.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';
import { addressHeader, goodPassword, stranger } from './kit.ts';

/** Many names tried from one address: what no name's own tries would show. */
let gateway: TestGateway;
const members = ['ann', 'ben', 'cat', 'dan'];
/** How many may fail in ten minutes. */
const most = 50;
const page = '/account/sign-in';

beforeAll(async () => {
  gateway = await startTestGateway({ CLIENT_ADDRESS_HEADER: addressHeader });
  const plan = await makePlan(gateway);
  await importResources(
    gateway,
    plan,
    members.map((id) => patient(id)),
  );
  for (const userName of members) {
    const memberId = memberIdOf(plan, userName);
    await createAccount(gateway.database, { memberId, userName, password: goodPassword });
  }
}, 60_000);
afterAll(() => gateway?.stop());

const right = (userName: string) => ({ userName, password: goodPassword });
const wrong = () => ({ userName: randomUUID(), password: 'wrong' });

/** Sends wrong passwords under many names. @returns how often each status came */
async function fail(address: string, times: number) {
  const { post } = stranger(gateway, address);
  const answers = await Promise.all(Array.from({ length: times }, () => post(page, wrong())));
  return Map.groupBy(answers, ({ status }) => status);
}

test('too many failed sign-ins from one address wait, whatever the names; elsewhere nobody does', async () => {
  const address = '192.0.2.10';
  const { post } = stranger(gateway, address);
  const answered = await fail(address, most + 3);
  expect(answered.get(401)).toHaveLength(most);
  expect(answered.get(429)).toHaveLength(3);
  const refused = await post(page, right('ann'));
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(600);
  expect(refused.text).toContain('Too many sign-ins have failed from your network');
  expect(refused.text).toContain('10 minutes');
  expect((await post(`${page}?language=es`, right('ann'))).text).toContain('Desde su red fallaron');
  expect((await stranger(gateway, '192.0.2.11').post(page, right('ann'))).status).toBe(303);
}, 60_000);

test('those that are right are not counted: a house where many sign in is not shut out', async () => {
  const address = '192.0.2.20';
  const { post } = stranger(gateway, address);
  await fail(address, most - 1);
  for (const userName of [...members, ...members]) {
    expect((await post(page, right(userName))).status).toBe(303);
  }
  expect((await fail(address, 2)).get(429)).toHaveLength(1);
}, 60_000);

test('an IPv6 subscriber is one address, and what a client says before its proxy counts for nothing', async () => {
  await fail('2001:db8:7:7::1', most);
  expect((await stranger(gateway, '2001:db8:7:7:ffff::2').post(page, right('ben'))).status).toBe(
    429,
  );
  const forged = stranger(gateway, '198.51.100.1, 2001:db8:7:7::3');
  expect((await forged.post(page, right('ben'))).status).toBe(429);
  expect((await stranger(gateway, '2001:db8:7:8::1').post(page, right('ben'))).status).toBe(303);
}, 60_000);

test('the sign-in for an app counts with it', async () => {
  const app = await makeApp(gateway, 'THIRD_PARTY_APP', ['https://app.example/back']);
  await gateway.database.prisma.appClient.create({
    data: { appId: app.id, authentication: 'NONE' },
  });
  const address = '192.0.2.30';
  await fail(address, most);
  const query = new URLSearchParams({
    client_id: app.id,
    response_type: 'code',
    redirect_uri: 'https://app.example/back',
    scope: 'openid launch/patient patient/*.rs',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const visitor = new Visitor();
  const form = await visitor.follow(
    await visitor.get(`${gateway.baseUrl}/oauth/authorize?${query}`),
  );
  const given = { ...right('cat'), do: 'sign-in' };
  const refused = await visitor.post(form.url, given, { [addressHeader]: address });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.text).toContain('Too many sign-ins have failed from your network');
  const elsewhere = await visitor.post(form.url, given, { [addressHeader]: '192.0.2.31' });
  expect(elsewhere.status).toBe(303);
}, 60_000);
