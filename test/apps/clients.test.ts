import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import * as oauth from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeAppState } from '../../src/apps/app-state.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  ledgerLeaves,
  mutate,
  read,
} from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';

type App = { id: string; partnerId: string };
const byAdmin = { actor: 'test', actorKind: 'ADMIN' };

describe('how an app proves itself', () => {
  let gateway: TestGateway;
  let app: App;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  beforeEach(async () => {
    app = await makeApp(gateway);
  });
  afterAll(() => gateway.stop());

  const state = 'client { authentication keyIds changedAt formerSecretUntil }';
  const set = (input: Record<string, unknown>, by: App = app) =>
    mutate(
      gateway,
      asPartner(by),
      'setAppClient',
      { appId: globalId('App', app.id), ...input },
      `clientId secret app { ${state} }`,
    );
  const revokeFormer = () =>
    mutate(
      gateway,
      asPartner(app),
      'revokeFormerSecret',
      { appId: globalId('App', app.id) },
      `app { ${state} }`,
    );
  const newSecret = async (input: Record<string, unknown> = {}): Promise<string> =>
    (await set({ authentication: 'SECRET', ...input })).secret;
  /** Whether the authorization server lets a client in: it says so before it looks for the token. */
  const letsIn = async (secret: string | undefined): Promise<boolean> => {
    const body = new URLSearchParams({ token: 'none' });
    if (secret === undefined) body.set('client_id', app.id);
    const basic = `Basic ${btoa(`${app.id}:${secret}`)}`;
    const { status } = await fetch(`${gateway.baseUrl}/oauth/revoke`, {
      method: 'POST',
      body,
      headers: secret === undefined ? {} : { authorization: basic },
    });
    return status === 200;
  };

  test('is unset at first, and no client then', async () => {
    expect(await letsIn(undefined)).toBe(false);
    expect(await letsIn('')).toBe(false);
    expect(
      await read(gateway, asPartner(app), `{ app(id: "${globalId('App', app.id)}") { ${state} } }`),
    ).toEqual({ app: { client: null } });
  });

  test('a secret is shown once, has 256 bits, and is kept only as its hash', async () => {
    const made = await set({ authentication: 'SECRET' });
    expect(made.clientId).toBe(app.id);
    expect(made.app.client).toMatchObject({ authentication: 'SECRET', formerSecretUntil: null });
    expect(Buffer.from(made.secret, 'base64url')).toHaveLength(32);
    expect(await letsIn(made.secret)).toBe(true);
    expect(await letsIn(`${made.secret}x`)).toBe(false);
    expect(await letsIn(undefined)).toBe(false);
    const { rows } = await gateway.asAdministrator(
      `select to_jsonb(c)::text as kept, encode(secret_hash, 'base64') as hash from public.app_client c
        where app_id = $1`,
      [app.id],
    );
    expect(rows[0].kept).not.toContain(made.secret);
    // What is kept is no way in.
    expect(await letsIn(Buffer.from(rows[0].hash, 'base64').toString('base64url'))).toBe(false);
  });

  test('a new secret ends the one before at once, unless that may go on beside it', async () => {
    const first = await newSecret();
    const second = await newSecret();
    expect([await letsIn(first), await letsIn(second)]).toEqual([false, true]);
    const third = await newSecret({ overlapHours: 168 });
    expect([await letsIn(second), await letsIn(third)]).toEqual([true, true]);
    const fourth = await newSecret({ overlapHours: 1 });
    expect([await letsIn(second), await letsIn(third), await letsIn(fourth)]).toEqual([
      false,
      true,
      true,
    ]);
    const { app: told } = await revokeFormer();
    expect(told.client.formerSecretUntil).toBeNull();
    expect([await letsIn(third), await letsIn(fourth)]).toEqual([false, true]);
    expect(await revokeFormer()).toMatchObject({ __typename: 'StateConflict' });
  });

  test('and when its time is over it is refused, with nobody to carry that out', async () => {
    const former = await newSecret();
    const current = await newSecret({ overlapHours: 1 });
    await gateway.asAdministrator(
      'update public.app_client set former_secret_until = now() where app_id = $1',
      [app.id],
    );
    expect([await letsIn(former), await letsIn(current)]).toEqual([false, true]);
    expect((await set({ authentication: 'NONE' })).app.client.formerSecretUntil).toBeNull();
    expect([await letsIn(current), await letsIn(undefined)]).toEqual([false, true]);
  });

  type Key = { jwk: JWK & { kid: string }; privateKey: CryptoKey };
  const newKey = async (kid: string, alg = 'ES384'): Promise<Key> => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    return { jwk: { ...(await exportJWK(publicKey)), kid, alg }, privateKey };
  };
  /** Asks for everybody's records, as the app's own server. */
  const ask = async ({ jwk, privateKey }: Key) => {
    const configuration = await oauth.discovery(
      new URL(gateway.baseUrl),
      app.id,
      undefined,
      oauth.PrivateKeyJwt({ key: privateKey, kid: jwk.kid }),
      { execute: [oauth.allowInsecureRequests] },
    );
    return oauth.clientCredentialsGrant(configuration, { scope: 'system/*.rs' });
  };
  const keys = (...of: Key[]) => JSON.stringify({ keys: of.map(({ jwk }) => jwk) });
  const thumbprints = (...of: Key[]) =>
    Promise.all(of.map(({ jwk }) => calculateJwkThumbprint(jwk)));
  const setKeys = (...of: Key[]) => set({ authentication: 'PRIVATE_KEY', publicKeys: keys(...of) });
  const approve = async (...of: Key[]) =>
    mutate(
      gateway,
      admin,
      'approveAppClient',
      { appId: globalId('App', app.id), thumbprints: await thumbprints(...of) },
      waits,
    );
  const waits = `app { pendingClientKeys { keyId thumbprint } ${state} }`;

  test('with a key it gets a token for its server, and a key that was taken out is refused', async () => {
    const [one, other] = [await newKey('one'), await newKey('other')];
    expect(await setKeys(one, other)).toMatchObject({ secret: null, app: { client: null } });
    expect((await approve(one, other)).app.client.keyIds).toEqual(['one', 'other']);
    const { access_token: token } = await ask(one);
    const { body } = await gateway.ask('{ members { nodes { memberId } } }', { token });
    expect(body.data.members.nodes).toEqual([]);
    await setKeys(other);
    await expect(ask(one)).rejects.toMatchObject({ error: 'invalid_client' });
    await expect(ask(other)).resolves.toMatchObject({ token_type: 'bearer' });
    expect(await letsIn(undefined)).toBe(false);
  });

  test('a health plan that nobody signs in at has a key, and no address to return to', async () => {
    app = await makeApp(gateway, 'HEALTH_PLAN', []);
    const key = await newKey('a', 'RS256');
    await setKeys(key);
    await approve(key);
    expect((await ask(key)).expires_in).toBe(300);
  });

  describe('whose token a thief has', () => {
    const refused = { error: 'invalid_client' };

    test.each(['NONE', 'SECRET'])(
      'gets no key into an approved app, and its %s goes on until an admin has looked',
      async (authentication) => {
        const { secret } = await set({ authentication });
        const thiefs = await newKey('mine');
        await setKeys(thiefs);
        await expect(ask(thiefs)).rejects.toMatchObject(refused);
        expect(await letsIn(secret ?? undefined)).toBe(true);
        const { app: told } = await read(
          gateway,
          admin,
          `{ app(id: "${globalId('App', app.id)}") { pendingClientKeys { keyId thumbprint } ${state} } }`,
        );
        const [thumbprint] = await thumbprints(thiefs);
        expect(told).toMatchObject({
          pendingClientKeys: [{ keyId: 'mine', thumbprint }],
          client: { authentication },
        });
        const approved = (await approve(thiefs)).app;
        expect(approved).toMatchObject({
          pendingClientKeys: [],
          client: { authentication: 'PRIVATE_KEY', keyIds: ['mine'] },
        });
        expect(await letsIn(secret ?? undefined)).toBe(false);
        await expect(ask(thiefs)).resolves.toMatchObject({ token_type: 'bearer' });
      },
    );

    test('adds none beside the key that it has, and none in its place', async () => {
      const [own, thiefs] = [await newKey('own'), await newKey('own')];
      await setKeys(own);
      await approve(own);
      await setKeys(own, { ...thiefs, jwk: { ...thiefs.jwk, kid: 'mine' } });
      await expect(ask(own)).resolves.toMatchObject({ token_type: 'bearer' });
      await expect(ask({ ...thiefs, jwk: { ...thiefs.jwk, kid: 'mine' } })).rejects.toMatchObject(
        refused,
      );
      // Under the name of the key before it: what was taken away is gone, and nothing has come.
      await setKeys(thiefs);
      await expect(ask(own)).rejects.toMatchObject(refused);
      await expect(ask(thiefs)).rejects.toMatchObject(refused);
      expect(await letsIn(undefined)).toBe(false);
    });

    test('is not approved in the place of what was looked at', async () => {
      const [looked, thiefs] = [await newKey('a'), await newKey('a')];
      await setKeys(looked);
      await setKeys(thiefs);
      for (const wrong of [[looked], [thiefs, looked], []]) {
        expect(await approve(...wrong)).toMatchObject({
          __typename: 'InvalidInput',
          path: 'input.thumbprints',
        });
      }
      await expect(ask(thiefs)).rejects.toMatchObject(refused);
      const another = await newKey('b');
      await setKeys(thiefs, another);
      const { app: told } = await approve(another);
      expect(told.client.keyIds).toEqual(['b']);
      expect(told.pendingClientKeys).toMatchObject([{ keyId: 'a' }]);
    });

    test('nor into one that is suspended, to be used once it is reinstated', async () => {
      await newSecret();
      await changeAppState(gateway.database, byAdmin, app.id, {
        state: 'SUSPENDED',
        denial: { risk: 'TOKENS_EXPOSED', reason: 'Found in public.' },
      });
      const thiefs = await newKey('mine');
      const { app: told } = await mutate(
        gateway,
        asPartner(app),
        'setAppClient',
        {
          appId: globalId('App', app.id),
          authentication: 'PRIVATE_KEY',
          publicKeys: keys(thiefs),
        },
        'app { version pendingClientKeys { keyId } }',
      );
      expect(told.pendingClientKeys).toEqual([{ keyId: 'mine' }]);
      const { version } = told;
      await changeAppState(gateway.database, byAdmin, app.id, { state: 'APPROVED', version });
      await expect(ask(thiefs)).rejects.toMatchObject(refused);
    });

    test('while the whole app waits, its keys are seen with it', async () => {
      await changeAppState(gateway.database, byAdmin, app.id, { state: 'PENDING' });
      const key = await newKey('first');
      const { app: told } = await setKeys(key);
      expect(told.client.keyIds).toEqual(['first']);
      const { app: looked } = await read(
        gateway,
        admin,
        `{ app(id: "${globalId('App', app.id)}") { pendingClientKeys { keyId } client { keys { thumbprint } } } }`,
      );
      const [thumbprint] = await thumbprints(key);
      expect(looked).toEqual({ pendingClientKeys: [], client: { keys: [{ thumbprint }] } });
    });
  });

  test('keys that will not do are refused, and private ones with advice', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    const good = { ...(await exportJWK(publicKey)), kid: 'a' };
    const { publicKey: ec } = await generateKeyPair('ES256');
    const curve = { ...(await exportJWK(ec)), kid: 'b' };
    const { kid: _none, ...nameless } = good;
    for (const [keys, why] of [
      [[{ ...(await exportJWK(privateKey)), kid: 'a' }], /private key/],
      [[{ kty: 'oct', k: 'c2VjcmV0', kid: 'a' }], /private key/],
      [[nameless], /kid/],
      [[good, good], /kid of its own/],
      [[{ ...good, n: good.n?.slice(0, 100) }], /2048/],
      [[{ ...good, alg: 'HS256' }], /RS256 or RS384/],
      [[{ ...curve, alg: 'ES384' }], /do not go together/],
      [[{ ...curve, crv: 'P-521' }], /P-256/],
      [[{ ...curve, x: curve.y }], /cannot be read/],
      [[{ ...good, use: 'enc' }], /use is sig/],
      [[], /one key/],
    ] as const) {
      const publicKeys = JSON.stringify({ keys });
      expect(await set({ authentication: 'PRIVATE_KEY', publicKeys })).toEqual({
        __typename: 'InvalidInput',
        code: 'INVALID_INPUT',
        path: 'input.publicKeys',
        message: expect.stringMatching(why),
      });
    }
    for (const wrong of [
      { authentication: 'PRIVATE_KEY' },
      { authentication: 'PRIVATE_KEY', publicKeys: 'nonsense' },
      { authentication: 'NONE', publicKeys: JSON.stringify({ keys: [good] }) },
      { authentication: 'SECRET', overlapHours: 169 },
      { authentication: 'SECRET', overlapHours: -1 },
    ]) {
      expect(await set(wrong)).toMatchObject({ __typename: 'InvalidInput' });
    }
    const { rows } = await gateway.asAdministrator(
      'select from public.app_client where app_id = $1',
      [app.id],
    );
    expect(rows).toEqual([]);
  });

  test("is its own partner's to set and to see; another's app is as unknown as none", async () => {
    const others = await makeApp(gateway);
    expect(await set({ authentication: 'NONE' }, others)).toMatchObject({
      __typename: 'NotFound',
      path: 'input.appId',
    });
    const secret = await newSecret();
    const ask = (as: Parameters<TestGateway['token']>[0]) =>
      gateway.ask(`{ app(id: "${globalId('App', app.id)}") { client { authentication } } }`, {
        as,
      });
    for (const as of [asPartner(app), auditor, admin]) {
      const { body, text } = await ask(as);
      expect(body.data.app).toEqual({ client: { authentication: 'SECRET' } });
      expect(text).not.toContain(secret);
    }
    expect((await ask(asPartner(others))).body.data.app).toEqual({ client: null });
    for (const as of [asApp(app), asMember(app.id)]) {
      expect((await ask(as)).body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
  });

  test('each change is an entry of the ledger, without secret or key', async () => {
    const secret = await newSecret();
    await newSecret({ overlapHours: 1 });
    await revokeFormer();
    const entries = (await ledgerLeaves(gateway)).filter(({ subject }) => subject === app.id);
    expect(entries.slice(-3)).toEqual(
      [3, 4, 5].map((version) =>
        expect.objectContaining({
          kind: 'APP_CHANGED',
          version,
          fields: ['client'],
          actorKind: 'PARTNER',
        }),
      ),
    );
    expect(JSON.stringify(entries)).not.toContain(secret);
  });
});

describe('where sign-ins return to', () => {
  let gateway: TestGateway;
  let app: App;
  const [back, added] = ['https://app.example/back', 'https://new.example/back'];

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  beforeEach(async () => {
    app = await makeApp(gateway, 'THIRD_PARTY_APP', [back, 'https://app.example/old']);
    await mutate(
      gateway,
      asPartner(app),
      'setAppClient',
      { appId: globalId('App', app.id), authentication: 'NONE' },
      'clientId',
    );
  });
  afterAll(() => gateway.stop());

  const update = (redirectUris: readonly string[], by: App = app) =>
    mutate(
      gateway,
      asPartner(by),
      'updateApp',
      { appId: globalId('App', app.id), redirectUris },
      'app { redirectUris pendingRedirectUris }',
    );
  const approve = (redirectUris: readonly string[]) =>
    mutate(
      gateway,
      admin,
      'approveRedirectUris',
      { appId: globalId('App', app.id), redirectUris },
      'app { redirectUris pendingRedirectUris }',
    );
  /** Whether the authorization server goes on with a request, or refuses it to the member's face. */
  const goesOn = async (uri: string): Promise<boolean> => {
    const query = new URLSearchParams({
      client_id: app.id,
      redirect_uri: uri,
      response_type: 'code',
      scope: 'openid patient/*.rs',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const { status } = await fetch(`${gateway.baseUrl}/oauth/authorize?${query}`, {
      redirect: 'manual',
    });
    return status === 303;
  };

  test('what is taken away is refused at once; what is added waits for an admin', async () => {
    const { app: told } = await update([back, added]);
    expect(told).toEqual({ redirectUris: [back], pendingRedirectUris: [added] });
    expect(await goesOn(back)).toBe(true);
    expect(await goesOn('https://app.example/old')).toBe(false);
    expect(await goesOn(added)).toBe(false);
    expect((await approve([added])).app).toEqual({
      redirectUris: [back, added],
      pendingRedirectUris: [],
    });
    expect(await goesOn(added)).toBe(true);
  });

  test('an admin approves what was looked at, not what has come in its place', async () => {
    await update([back, 'https://decent.example/back']);
    await update([back, 'https://elsewhere.example/back']);
    for (const wrong of [['https://decent.example/back'], []]) {
      expect(await approve(wrong)).toMatchObject({
        __typename: 'InvalidInput',
        path: 'input.redirectUris',
      });
    }
    expect(await goesOn('https://elsewhere.example/back')).toBe(false);
  });

  test('wrong ones are refused whole, and nobody changes those of another', async () => {
    for (const wrong of ['http://app.example/back', 'javascript:alert(1)', `${back}#x`]) {
      expect(await update([back, wrong])).toMatchObject({ path: 'input.redirectUris' });
    }
    expect(await update([...Array(21)].map((_, n) => `${back}/${n}`))).toMatchObject({
      message: 'Wanted: 20 at most.',
    });
    expect(await update([back], await makeApp(gateway))).toMatchObject({ __typename: 'NotFound' });
    expect(await goesOn('https://app.example/old')).toBe(true);
  });

  test('each change is an entry of the ledger, without addresses', async () => {
    await update([back, added]);
    await approve([added]);
    const entries = (await ledgerLeaves(gateway)).filter(({ subject }) => subject === app.id);
    expect(
      entries.slice(-2).map(({ kind, fields, actorKind }) => [kind, fields, actorKind]),
    ).toEqual([
      ['APP_CHANGED', ['redirectUris'], 'PARTNER'],
      ['APP_CHANGED', ['redirectUris'], 'ADMIN'],
    ]);
    expect(JSON.stringify(entries)).not.toContain('new.example');
  });
});
