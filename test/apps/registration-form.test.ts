import { randomUUID } from 'node:crypto';
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

/** From an address of its own: forms are limited by it. */
const send = (form: Record<string, string>, language = 'en', headers = {}) =>
  new Visitor().post(
    `${gateway.baseUrl}${path}?language=${language}`,
    { token, ...form },
    { 'x-client-address': randomUUID(), ...headers },
  );
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

test('the form sent twice registers once: a reload shows what was registered, without the secret', async () => {
  const form = filled();
  const first = await send(form);
  expect(first.status).toBe(201);
  expect(first.text).toContain('it is shown this once, and not when you reload');
  const [, secret = ''] = /Client secret<\/dt><dd><code[^>]*>([^<]+)</.exec(first.text) ?? [];
  const before = await found(form.name);
  for (const language of ['en', 'es']) {
    const again = await send(form, language);
    expect(again.status).toBe(200);
    expect(again.text).toContain(before?.id);
    expect(again.text).toContain('setAppClient(input: { appId, authentication: SECRET })');
    expect(again.text).not.toContain(secret);
    expect(again.text).not.toMatch(/<code[^>]*>[\w-]{43}</);
  }
  expect(await found(form.name)).toEqual(before);
  // Another app of that name is none.
  for (const more of [{ sellsData: 'YES' }, { redirectUris: 'https://other.example/back' }]) {
    const other = await send({ ...form, ...more });
    expect(other.status).toBe(422);
    expect(wrongFields(other.text)).toEqual(['name']);
  }
  // Nor is it another partner's.
  const stranger = await gateway.token(asPartner(await makeApp(gateway)));
  const theirs = await send({ ...form, token: stranger });
  expect(theirs.status).toBe(201);
  expect(theirs.text).not.toContain(before?.id);
});

test('keys that will not do are told what is wrong, with which, and how to mend it, in both languages', async () => {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'one' };
  const { kid: _none, ...nameless } = key;
  const set = (...keys: object[]) => JSON.stringify({ keys });
  for (const [publicKeys, english, spanish] of [
    ['', 'Paste the public keys', 'Pegue las claves públicas'],
    ['-----BEGIN PUBLIC KEY-----', 'This is no JSON.', 'Esto no es JSON.'],
    [JSON.stringify(key), 'This is no JSON Web Key Set', 'Esto no es un JSON Web Key Set'],
    ['null', 'This is no JSON Web Key Set', 'Esto no es un JSON Web Key Set'],
    ['{"keys":[7]}', 'Key 1 cannot be read', 'La clave 1 no se puede leer'],
    [set(), 'The set has no key', 'El conjunto no tiene claves'],
    [set(key, nameless), 'Key 2 needs a kid', 'La clave 2 necesita un kid'],
    [set(key, key), 'Key 2 has the kid of another', 'La clave 2 tiene el kid de otra'],
    [set({ ...key, x: '' }), 'Key 1 cannot be read', 'La clave 1 no se puede leer'],
    [set({ ...key, kty: 'OKP' }), 'Its kty is RSA or EC', 'Su kty es RSA o EC'],
    [set({ ...key, alg: 'ES384' }), 'ES256 is for P-256', 'ES256 es para P-256'],
  ] as const) {
    const form = filled({ authentication: 'PRIVATE_KEY', publicKeys });
    for (const [language, said] of [
      ['en', english],
      ['es', spanish],
    ] as const) {
      const { status, text } = await send(form, language);
      expect(status).toBe(422);
      expect(text).toContain(said);
      expect(text).not.toMatch(/Invalid input|expected|received/);
    }
  }
});

test('a token that is missing is asked for, and not called expired', async () => {
  expect((await send(filled({ token: '' }))).text).toContain('Paste your partner token');
  const { text } = await send(filled({ token: ' ' }), 'es');
  expect(text).toContain('Pegue su token de socio');
  expect(text).not.toContain('Quizá ha vencido');
});

test('who answers nothing is told of no answer that warns; else both are counted apart', async () => {
  const silent = await send(filled({ sellsData: '', security: '', 'security-detail': '' }));
  expect(silent.text).toContain('You have answered none of the questions.');
  expect(silent.text).not.toContain('Members will be warned of');
  const { text } = await send(filled({ sellsData: 'YES' }));
  expect(text).toContain('Members will be warned of one of your answers.');
  expect(text).toContain('You have left 9 questions without an answer.');
});

test('a question that asks how is not answered by yes or no', async () => {
  const options = (page: string, question: string) =>
    new RegExp(`<select[^>]*name="${question}".*?</select>`)
      .exec(page)?.[0]
      .replace(/<[^>]+>/g, '|');
  const page = async (language: string) =>
    (await new Visitor().get(`${gateway.baseUrl}${path}?language=${language}`)).text;
  const [english, spanish] = [await page('en'), await page('es')];
  expect(options(english, 'deletionPolicy')).toContain(
    '|It does delete it||It does not delete it|',
  );
  expect(options(spanish, 'deletionPolicy')).toContain('|Sí los borra||No los borra|');
  expect(options(english, 'sellsData')).toContain('|Yes||No|');
  for (const question of [
    'howDataIsUsed',
    'tellsOfPrivacyChanges',
    'security',
    'complaintsProcess',
  ]) {
    expect(options(english, question)).not.toMatch(/\|(Yes|No)\|/);
    expect(options(spanish, question)).not.toMatch(/\|(Sí|No)\|/);
  }
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
