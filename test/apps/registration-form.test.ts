import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveApp } from '../kit/apps.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember, asPartner, globalId, ledgerLeaves } from '../kit/graphql.ts';
import { Visitor } from '../kit/visitor.ts';
import { makeApp } from '../kit/world.ts';

/** A partner registers an app by hand, with the token that its programs have. */
let gateway: TestGateway;
let partner: { id: string; partnerId: string };
let token: string;
const path = '/partners/register';

beforeAll(async () => {
  gateway = await startTestGateway({ CLIENT_ADDRESS_HEADER: 'x-client-address' });
  partner = await makeApp(gateway);
  token = await gateway.token(asPartner(partner));
});
afterAll(() => gateway?.stop());

const send = (form: Record<string, string>, language = 'en', headers = {}) =>
  new Visitor().post(`${gateway.baseUrl}${path}?language=${language}`, { token, ...form }, headers);
const filled = (more: Record<string, string> = {}) => ({
  name: `App ${Math.random()}`,
  kind: 'THIRD_PARTY_APP',
  redirectUris: 'https://app.example/back\r\ncom.example.app:/back\r\n',
  authentication: 'SECRET',
  privacyPolicyUrl: 'https://app.example/privacy',
  sellsData: 'NO',
  'security-detail': 'Encrypted "at rest" & on its way.',
  security: 'YES',
  ...more,
});
const found = (name: string) =>
  gateway.database.prisma.app.findFirst({
    where: { partnerId: partner.partnerId, name },
    include: { client: true, attestations: true },
  });
/** Which fields a page says are wrong: the links at its head. */
const wrongFields = (text: string) =>
  [...text.matchAll(/<li><a href="#([^"]+)"/g)].map(([, name]) => name);

test('what the form says is registered as over GraphQL: pending, attested, in the ledger, for that partner', async () => {
  const form = filled();
  const { status, text, headers } = await send(form);
  expect(status).toBe(201);
  expect(headers.get('cache-control')).toBe('no-store');
  const app = await found(form.name);
  expect(app).toMatchObject({
    state: 'PENDING',
    kind: 'THIRD_PARTY_APP',
    redirectUris: ['https://app.example/back', 'com.example.app:/back'],
    privacyPolicyUrl: 'https://app.example/privacy',
    client: { authentication: 'SECRET' },
  });
  expect(app?.attestations[0]?.answers).toMatchObject({
    sellsData: { answer: 'NO' },
    security: { answer: 'YES', detail: 'Encrypted "at rest" & on its way.' },
    canLimitUse: { answer: 'UNANSWERED', detail: '' },
  });
  const entries = (await ledgerLeaves(gateway)).filter(({ subject }) => subject === app?.id);
  expect(entries).toEqual([
    expect.objectContaining({ kind: 'APP_REGISTERED', partner: partner.partnerId }),
  ]);
  // The client's id and its secret, this once; the token not at all.
  expect(text).toContain(app?.id);
  expect(text).toContain('What happens next');
  expect(text).toMatch(/Client secret<\/dt><dd><code[^>]*>[\w-]{43}</);
  expect(text).not.toContain(token);
}, 30_000);

test('the secret that is shown proves the app once it is approved', async () => {
  const form = filled();
  const { text } = await send(form);
  const [, secret = ''] = /Client secret<\/dt><dd><code[^>]*>([^<]+)</.exec(text) ?? [];
  const app = await found(form.name);
  await approveApp(gateway, globalId('App', app?.id ?? ''));
  const introspect = (given: string) =>
    fetch(`${gateway.baseUrl}/oauth/introspect`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${app?.id}:${given}`)}` },
      body: new URLSearchParams({ token: 'x' }),
    });
  expect((await introspect(secret)).status).toBe(200);
  expect((await introspect('made up')).status).toBe(401);
}, 30_000);

test.each([
  ['name', { name: ' ' }],
  ['redirectUris', { redirectUris: '' }],
  ['redirectUris', { redirectUris: 'javascript:alert(1)' }],
  ['redirectUris', { redirectUris: 'https://app.example/back#fragment' }],
  ['publicKeys', { authentication: 'PRIVATE_KEY', publicKeys: '{"keys":[]}' }],
  ['publicKeys', { authentication: 'PRIVATE_KEY' }],
  ['publicKeys', { authentication: 'NONE', publicKeys: '{}' }],
  ['privacyPolicyUrl', { privacyPolicyUrl: 'http://app.example/privacy' }],
  ['security-detail', { 'security-detail': 'x'.repeat(2_001) }],
])(
  'what is wrong is said beside its field, and nothing is registered: %s %#',
  async (field, more) => {
    const form = filled(more);
    const before = await gateway.database.prisma.app.count();
    for (const language of ['en', 'es']) {
      const { status, text } = await send(form, language);
      expect(status).toBe(422);
      expect(text).toContain(`<html lang="${language}">`);
      expect(wrongFields(text)).toEqual([field]);
      expect(text).toContain(`id="${field}-error"`);
      // What was filled in stays, but for the token.
      if (field !== 'name') expect(text).toContain(`value="${form.name}"`);
      expect(text).not.toContain(token);
    }
    expect(await gateway.database.prisma.app.count()).toBe(before);
  },
);

test('all that is wrong is said at once', async () => {
  const { text } = await send({ token: '', name: '', redirectUris: '' });
  expect(wrongFields(text)).toEqual(['token', 'name', 'redirectUris']);
});

test('a private key is refused, and its owner told', async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(privateKey)), kid: 'one' }] });
  const { status, text } = await send(filled({ authentication: 'PRIVATE_KEY', publicKeys: keys }));
  expect(status).toBe(422);
  expect(text).toContain('This is a private key.');
});

test('an app that proves itself by a key needs no redirect URI', async () => {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  const publicKeys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] });
  const form = filled({ authentication: 'PRIVATE_KEY', publicKeys, redirectUris: '' });
  expect((await send(form)).status).toBe(201);
  expect((await found(form.name))?.client).toMatchObject({ authentication: 'PRIVATE_KEY' });
});

test('the form sent twice registers once', async () => {
  const form = filled();
  expect((await send(form)).status).toBe(201);
  const again = await send(form);
  expect(again.status).toBe(422);
  expect(wrongFields(again.text)).toEqual(['name']);
});

test('nobody registers without the token of a partner, nor from another site', async () => {
  const before = await gateway.database.prisma.app.count();
  const member = await gateway.token(asMember('01234567-89ab-7cde-8f01-23456789abcd'));
  expect((await send(filled({ token: 'made up' }))).status).toBe(401);
  expect((await send(filled({ token: `${token}x` }))).status).toBe(401);
  expect((await send(filled({ token: member }))).status).toBe(403);
  expect((await send(filled(), 'en', { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect(await gateway.database.prisma.app.count()).toBe(before);
});

test('of one address no more than thirty forms in a minute are looked at', async () => {
  const headers = { 'x-client-address': '192.0.2.40' };
  const sent = await Promise.all(
    Array.from({ length: 32 }, () => send({ token: 'made up' }, 'es', headers)),
  );
  const refused = sent.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(2);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused[0]?.text).toContain('Hubo demasiados intentos');
});
