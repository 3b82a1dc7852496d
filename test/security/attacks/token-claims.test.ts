import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { patient } from '../../kit/fhir.ts';
import { expectClearRefusal } from '../../kit/leaks.ts';
import { type ProductionGateway, startProductionGateway } from '../../kit/production-gateway.ts';
import { sendRaw } from '../../kit/raw-http.ts';
import { expectTokenRefused } from '../../kit/refused-token.ts';
import { claimsOf, signBytes, signToken } from '../../kit/tokens.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../../kit/world.ts';

const somebody = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be002';
const tolerance = 60;
let gateway: ProductionGateway;
let ann: string;
let ben: string;
let appId: string;
beforeAll(async () => {
  gateway = await startProductionGateway({ TOKEN_CLOCK_TOLERANCE_S: String(tolerance) });
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('ben')]);
  [ann, ben] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben')];
  const app = await makeApp(gateway);
  appId = app.id;
  await makeGrant(gateway, plan, ann, app);
});
afterAll(() => gateway.stop());
afterEach(async () => {
  expect((await asked(await sign())).text).toBe(own);
});

const own = '{"data":{"viewer":{"kind":"MEMBER"}}}';
const asked = (token: string) => gateway.ask('{ viewer { kind } }', { token });
const sign = (claims: Record<string, unknown> = {}) =>
  signToken(gateway.issuersKey, claimsOf(ann, claims));
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

const expectRefused = (token: string) => expectTokenRefused(gateway, token);

describe('claims are refused that the provider signed', () => {
  const { aud, iss } = claimsOf('');
  test.each<[string, Record<string, unknown>]>([
    ['an audience in a list in a list', { aud: [[aud]] }],
    ['an audience and an object', { aud: [aud, {}] }],
    ['an audience as an object', { aud: { 0: aud, length: 1 } }],
    ['an audience with a line break', { aud: `${aud}\n` }],
    ['another audience', { aud: 'https://elsewhere.example' }],
    ['no audience', { aud: [] }],
    ['issuers', { iss: [iss] }],
    ['an issuer that begins as ours', { iss: `${iss}.elsewhere.example` }],
    ['an issuer in capitals', { iss: String(iss).toUpperCase() }],
    ['an expiry as text', { exp: String(secondsFromNow(600)) }],
    ['an expiry in milliseconds beyond all time', { exp: Date.now() * 1e6 }],
    ['a time before all time', { iat: -1 }],
    ['two kinds', { viewer_kind: ['MEMBER', 'ADMIN'] }],
    ['a kind of its prototype', { viewer_kind: '__proto__' }],
    ['a member with an app', { client_id: somebody }],
    ['a member who is several', { sub: [somebody, somebody] }],
  ])('%s', async (_what, claims) => expectRefused(await sign(claims)));

  test.each([
    ['a name twice', (json: string) => json.replace('{', `{"sub":"${'0'.repeat(8)}",`)],
    [
      'a name twice, once escaped',
      (json: string) => json.replace('{', '{"vi\\u0065wer_kind":"ADMIN",'),
    ],
    ['no JSON', () => 'sub=ann'],
    ['a list', (json: string) => `[${json}]`],
    ['bytes behind the JSON', (json: string) => `${json}{}`],
  ])('%s', async (_what, change) =>
    expectRefused(signBytes(gateway.issuersKey, change(JSON.stringify(claimsOf(ann))))),
  );
});

test('but not for being signed by hand', async () => {
  const token = signBytes(gateway.issuersKey, JSON.stringify(claimsOf(ann)));
  expect((await asked(token)).text).toBe(own);
});

describe('at the edges of time', () => {
  const half = tolerance / 2;
  test.each([
    [
      'expired within the tolerance',
      () => ({ iat: secondsFromNow(-300), exp: secondsFromNow(-half) }),
      true,
    ],
    [
      'expired beyond it',
      () => ({ iat: secondsFromNow(-300), exp: secondsFromNow(-tolerance - 1) }),
      false,
    ],
    ['not before, within it', () => ({ nbf: secondsFromNow(half) }), true],
    ['not before, beyond it', () => ({ nbf: secondsFromNow(tolerance + half) }), false],
    ['issued in the future, within it', () => ({ iat: secondsFromNow(half) }), true],
    ['issued in the future, beyond it', () => ({ iat: secondsFromNow(tolerance + half) }), false],
  ])('%s', async (_what, claims, accepted) => {
    const token = await sign(claims());
    if (accepted) expect((await asked(token)).text).toBe(own);
    else await expectRefused(token);
  });
});

test.each([
  'Bearer\tTOKEN',
  'Bearer  TOKEN, Bearer TOKEN',
  'Bearer "TOKEN"',
  'Bearer Bearer TOKEN',
  'TOKEN',
  'DPoP TOKEN',
  'Bearer=TOKEN',
])('a header %j is no bearer token', async (form) => {
  const authorization = form.replaceAll('TOKEN', await sign());
  const body = JSON.stringify({ query: '{ viewer { kind } }' });
  const answer = await sendRaw(gateway.baseUrl, {
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(400);
  expectClearRefusal(answer);
});

test('an app whose token names a member who granted it nothing reads nothing of them', async () => {
  const read = '{ members { nodes { memberId demographics { familyName } } } }';
  const as = (memberId: string) => gateway.ask(read, { as: { kind: 'APP', appId, memberId } });
  expect((await as(ann)).text).toContain('Family-ann');
  expect((await as(ben)).text).toBe('{"data":{"members":{"nodes":[]}}}');
});
