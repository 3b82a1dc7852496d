import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Visitor } from '../../kit/visitor.ts';
import {
  codeFor,
  connected,
  finishJourney,
  membersSeen,
  type OAuthWorld,
  redeem,
  refresh,
  requestOf,
  send,
  startOAuthWorld,
  userNames,
} from '../kit/oauth-world.ts';

let world: OAuthWorld;
beforeAll(async () => {
  world = await startOAuthWorld();
});
afterAll(() => world?.stop());

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const seconds = () => Math.floor(Date.now() / 1_000);

/** An assertion of the app with a key, but for what differs; undefined leaves a claim out. */
async function assertion(
  claims: Record<string, unknown> = {},
  { key = world.keyApp.key, header = {} }: { key?: CryptoKey; header?: object } = {},
): Promise<string> {
  const all = {
    iss: world.keyApp.id,
    sub: world.keyApp.id,
    aud: `${world.gateway.baseUrl}/oauth/token`,
    jti: randomUUID(),
    exp: seconds() + 120,
    ...claims,
  };
  const told = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(told).setProtectedHeader({ alg: 'ES384', kid: 'one', ...header }).sign(key);
}

const asServer = (client_assertion: string, more: Record<string, string> = {}) =>
  send(world, '/oauth/token', {
    grant_type: 'client_credentials',
    scope: 'system/*.rs',
    client_assertion_type: assertionType,
    client_assertion,
    ...more,
  });

describe('RFC 9700 section 2.2.1: stolen access tokens', () => {
  test('are good for a quarter of an hour at most', async () => {
    const { body } = await connected(world, world.browserApp);
    expect(body).toMatchObject({ expires_in: 900, token_type: 'Bearer' });
    expect(Number((await asServer(await assertion())).body.expires_in)).toBeLessThanOrEqual(300);
  });

  test('no token is bound to a key that /graphql would not ask for', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const proof = await new SignJWT({
      jti: randomUUID(),
      htm: 'POST',
      htu: `${world.gateway.baseUrl}/oauth/token`,
      iat: seconds(),
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt' })
      .sign(privateKey);
    const found = await codeFor(world, world.browserApp);
    const { body } = await send(
      world,
      '/oauth/token',
      {
        grant_type: 'authorization_code',
        client_id: world.browserApp.id,
        redirect_uri: world.browserApp.callback,
        code: found.code,
        code_verifier: found.verifier,
      },
      { dpop: proof },
    );
    expect(body.token_type).toBe('Bearer');
    const discovered = await fetch(`${world.gateway.baseUrl}/.well-known/openid-configuration`);
    expect(await discovered.json()).not.toHaveProperty('dpop_signing_alg_values_supported');
  });
});

describe('RFC 9700 section 2.3: privileges', () => {
  test('a token reads what its scopes name, and no more than was signed', async () => {
    const { accessToken, body } = await connected(world, world.browserApp, {
      more: { scope: 'launch/patient patient/Coverage.rs' },
    });
    expect(body.scope.split(' ').sort()).toEqual(['launch/patient', 'patient/Coverage.rs']);
    const { body: answer } = await world.gateway.ask(
      '{ members { nodes { memberId demographics { familyName } } } }',
      { token: accessToken },
    );
    expect(answer.data.members.nodes).toEqual([{ memberId: world.ann, demographics: null }]);
  });

  test('scopes for everybody are not given in a member’s name, nor more by a refresh', async () => {
    const { accessToken, refreshToken, body } = await connected(world, world.browserApp, {
      more: { scope: 'launch/patient patient/Patient.rs system/*.rs offline_access' },
    });
    expect(body.scope).not.toContain('system/');
    expect(await membersSeen(world, accessToken)).toEqual([world.ann]);
    const wider = await send(world, '/oauth/token', {
      grant_type: 'refresh_token',
      client_id: world.browserApp.id,
      refresh_token: refreshToken,
      scope: 'patient/*.rs',
    });
    expect([wider.status, wider.body.error]).toEqual([400, 'invalid_scope']);
  });

  test('a token of one member shows nobody else', async () => {
    const ann = await connected(world, world.browserApp);
    const ben = await connected(world, world.browserApp, { userName: userNames.ben });
    expect(await membersSeen(world, ann.accessToken)).toEqual([world.ann]);
    expect(await membersSeen(world, ben.accessToken)).toEqual([world.ben]);
    const node = Buffer.from(`Member:${world.ben}`).toString('base64');
    const { body } = await world.gateway.ask(`{ member(id: "${node}") { memberId } }`, {
      token: ann.accessToken,
    });
    expect(body.data.member).toBeNull();
  });
});

describe('RFC 9700 section 2.5: client authentication', () => {
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  test('a secret is needed where there is one, right, and by one way at a time', async () => {
    const { secretApp, keyApp } = world;
    const redeemed = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
      const found = await codeFor(world, secretApp);
      return send(
        world,
        '/oauth/token',
        {
          grant_type: 'authorization_code',
          redirect_uri: secretApp.callback,
          code: found.code,
          code_verifier: found.verifier,
          ...form,
        },
        headers,
      );
    };
    const { id, secret } = secretApp;
    expect((await redeemed({}, basic(id, secret))).status).toBe(200);
    expect((await redeemed({ client_id: id, client_secret: secret })).status).toBe(200);
    for (const [form, headers] of [
      [{ client_id: id }, {}],
      [{ client_id: id, client_secret: '' }, {}],
      [{ client_id: id, client_secret: `${secret}x` }, {}],
      [{}, basic(id, secret.toLowerCase())],
      [{}, basic(keyApp.id, secret)],
      [{ client_secret: secret }, basic(id, secret)],
      [{ client_id: keyApp.id }, basic(id, secret)],
    ] as const) {
      const { status, body } = await redeemed({ ...form }, { ...headers });
      expect([400, 401], JSON.stringify([form, body])).toContain(status);
      expect(body).not.toHaveProperty('access_token');
    }
  });

  test('the hash that is kept of a secret is no secret', async () => {
    const { secretHash } = await world.gateway.database.prisma.appClient.findUniqueOrThrow({
      where: { appId: world.secretApp.id },
    });
    const { status, body } = await send(world, '/oauth/introspect', {
      client_id: world.secretApp.id,
      client_secret: Buffer.from(secretHash ?? []).toString('base64url'),
      token: 'x',
    });
    expect([status, body.error]).toEqual([401, 'invalid_client']);
  });

  test('a key proves a server, and the clocks may differ a little', async () => {
    for (const claims of [
      {},
      { aud: world.gateway.baseUrl },
      { iat: seconds() + 8, nbf: seconds() + 8 },
      { exp: seconds() - 5 },
      { exp: seconds() + 300 },
    ]) {
      const { status, body } = await asServer(await assertion(claims));
      expect(status, JSON.stringify([claims, body])).toBe(200);
    }
  });

  test.each<[string, () => Record<string, unknown>]>([
    ['that has expired', () => ({ exp: seconds() - 60 })],
    ['without an expiry', () => ({ exp: undefined })],
    ['that is good for an hour', () => ({ exp: seconds() + 3_600 })],
    ['that is good for ever', () => ({ exp: 99_999_999_999 })],
    ['whose expiry is no number', () => ({ exp: `${seconds() + 60}` })],
    ['from the future', () => ({ iat: seconds() + 120 })],
    ['that is not good yet', () => ({ nbf: seconds() + 120 })],
    ['without an id', () => ({ jti: undefined })],
    ['for another server', () => ({ aud: 'https://other.example/oauth/token' })],
    ['for nobody', () => ({ aud: undefined })],
    [
      'for several',
      () => ({ aud: [`${world.gateway.baseUrl}/oauth/token`, 'https://other.example'] }),
    ],
    ['of another issuer', () => ({ iss: world.browserApp.id })],
    ['of another app', () => ({ iss: world.secretApp.id, sub: world.secretApp.id })],
    ['in an app’s name by another', () => ({ sub: world.secretApp.id })],
  ])('an assertion %s is refused', async (_what, claims) => {
    const { status, body } = await asServer(await assertion(claims()));
    expect([400, 401], JSON.stringify(body)).toContain(status);
    expect(['invalid_client', 'invalid_request']).toContain(body.error);
  });

  test('an assertion under another key, or another algorithm, is refused', async () => {
    const { privateKey } = await generateKeyPair('ES384');
    const forged = await asServer(await assertion({}, { key: privateKey }));
    expect([forged.status, forged.body.error]).toEqual([401, 'invalid_client']);
    const [, claims = ''] = (await assertion()).split('.');
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const unsigned = await asServer(`${header}.${claims}.`);
    expect([400, 401]).toContain(unsigned.status);
    const publicKey = new TextEncoder().encode(JSON.stringify(world.keyApp.publicKey));
    const confused = await new SignJWT({
      iss: world.keyApp.id,
      sub: world.keyApp.id,
      aud: world.gateway.baseUrl,
      jti: randomUUID(),
      exp: seconds() + 60,
    })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(publicKey);
    expect([400, 401]).toContain((await asServer(confused)).status);
  });

  test('an assertion is good once, also when it comes many times at the same moment', async () => {
    const once = await assertion();
    const answers = await Promise.all(Array.from({ length: 12 }, () => asServer(once)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await asServer(once)).status).toBe(401);
    // With a new id it is another one.
    expect((await asServer(await assertion())).status).toBe(200);
  });

  test('without a key of its own no app gets the records of everybody', async () => {
    for (const [form, headers] of [
      [{ client_id: world.browserApp.id }, {}],
      [{}, basic(world.secretApp.id, world.secretApp.secret)],
    ] as const) {
      const { status, body } = await send(
        world,
        '/oauth/token',
        { grant_type: 'client_credentials', scope: 'system/*.rs', ...form },
        { ...headers },
      );
      expect([status, body.access_token]).toEqual([400, undefined]);
    }
  });
});

describe('RFC 9700 section 4.6: access token injection', () => {
  test('an ID token is bound to the request by its nonce, and to the app by its audience', async () => {
    const { idToken, accessToken } = await connected(world, world.browserApp, {
      more: { nonce: 'only-this-time' },
    });
    const [, payload = ''] = idToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    expect(claims).toMatchObject({
      iss: world.gateway.baseUrl,
      aud: world.browserApp.id,
      sub: world.ann,
      nonce: 'only-this-time',
    });
    expect(accessToken).not.toContain('.');
    // It says who signed in, and opens nothing.
    expect(await membersSeen(world, idToken)).toBe(401);
  });
});

describe('RFC 9700 section 4.9: leakage at a resource server', () => {
  test('a token opens what it is for: not the token endpoint, not another kind of door', async () => {
    const { accessToken, refreshToken, code } = await connected(world, world.browserApp);
    expect((await refresh(world, world.browserApp, accessToken)).status).toBe(400);
    expect(await membersSeen(world, refreshToken)).toBe(401);
    expect(await membersSeen(world, code)).toBe(401);
    const server = (await asServer(await assertion())).body.access_token;
    const { baseUrl } = world.gateway;
    const info = await fetch(`${baseUrl}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${server}` },
    });
    expect(info.status).toBe(401);
    for (const path of ['/ledger/evidence/00000000-0000-4000-8000-000000000000']) {
      const answer = await fetch(`${baseUrl}${path}`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      expect([401, 403, 404]).toContain(answer.status);
    }
  });
});

describe('RFC 9700 section 4.10: misuse by another client', () => {
  test('an app learns nothing of another’s token, and cannot end it', async () => {
    const { accessToken, refreshToken } = await connected(world, world.browserApp);
    for (const token of [accessToken, refreshToken]) {
      const asked = await send(world, '/oauth/introspect', {
        client_id: world.deviceApp.id,
        token,
      });
      expect(asked.body).toEqual({ active: false });
      await send(world, '/oauth/revoke', { client_id: world.deviceApp.id, token });
    }
    expect(await membersSeen(world, accessToken)).toEqual([world.ann]);
    const stolen = await refresh(world, world.deviceApp, refreshToken);
    expect([stolen.status, stolen.body.error]).toEqual([400, 'invalid_grant']);
    const own = await send(world, '/oauth/introspect', {
      client_id: world.browserApp.id,
      token: accessToken,
    });
    expect(own.body).toMatchObject({
      active: true,
      client_id: world.browserApp.id,
      sub: world.ann,
    });
  });
});

describe('RFC 9700 section 4.14: refresh tokens', () => {
  test.each(['link', 'pushed request'])(
    'are given to an app that asks for offline access by a %s, and by no other word',
    async (way) => {
      const { browserApp: app, gateway } = world;
      const visitor = new Visitor();
      const request = requestOf(world, app);
      const form = request.url.searchParams;
      const begin = async () => {
        if (way === 'link') return visitor.get(request.url);
        const { body } = await send(world, '/oauth/par', form);
        const query = new URLSearchParams({ client_id: app.id, request_uri: body.request_uri });
        return visitor.get(`${gateway.baseUrl}/oauth/authorize?${query}`);
      };
      const end = await finishJourney(visitor, await visitor.follow(await begin()));
      const code = end.location?.searchParams.get('code') ?? '';
      const { body } = await redeem(world, app, { ...request, code });
      expect(body.refresh_token).toEqual(expect.any(String));
      expect(body.scope).toContain('offline_access');
    },
  );

  test('each is good once; whoever shows an old one ends the whole family', async () => {
    const first = await connected(world, world.browserApp);
    const second = await refresh(world, world.browserApp, first.refreshToken);
    const third = await refresh(world, world.browserApp, second.body.refresh_token);
    expect(third.status).toBe(200);
    expect(await membersSeen(world, third.body.access_token)).toEqual([world.ann]);
    const stolen = await refresh(world, world.browserApp, first.refreshToken);
    expect([stolen.status, stolen.body.error]).toEqual([400, 'invalid_grant']);
    for (const { body } of [second, third]) {
      expect(await membersSeen(world, body.access_token)).toBe(401);
      expect((await refresh(world, world.browserApp, body.refresh_token)).status).toBe(400);
    }
  });

  test('shown many times at the same moment, it leaves nobody with a token', async () => {
    const { refreshToken } = await connected(world, world.browserApp);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => refresh(world, world.browserApp, refreshToken)),
    );
    const given = answers.filter(({ status }) => status === 200);
    expect(given.length).toBeLessThanOrEqual(1);
    for (const { body } of given) {
      expect(await membersSeen(world, body.access_token)).toBe(401);
      expect((await refresh(world, world.browserApp, body.refresh_token)).status).toBe(400);
    }
  });

  test('the member’s consent outlives such a theft, and connects the app again', async () => {
    const first = await connected(world, world.browserApp);
    await redeem(world, world.browserApp, first);
    expect(await membersSeen(world, first.accessToken)).toBe(401);
    const second = await connected(world, world.browserApp);
    expect(await membersSeen(world, second.accessToken)).toEqual([world.ann]);
    expect(await membersSeen(world, first.accessToken)).toBe(401);
  });

  test('is given to who asked for offline access, and to nobody else', async () => {
    const { body } = await connected(world, world.browserApp, {
      more: { scope: 'launch/patient patient/*.rs' },
    });
    expect(body).not.toHaveProperty('refresh_token');
  });
});

describe('RFC 9700 section 4.15: an app in the place of a member', () => {
  test('a server’s token is no member’s, whatever its app is called', async () => {
    const { body } = await asServer(await assertion());
    const told = await send(world, '/oauth/introspect', {
      client_assertion_type: assertionType,
      client_assertion: await assertion(),
      token: body.access_token,
    });
    expect(told.body).toMatchObject({ active: true, client_id: world.keyApp.id });
    expect(told.body).not.toHaveProperty('sub');
    const { body: answer } = await world.gateway.ask('{ viewer { kind member { memberId } } }', {
      token: body.access_token,
    });
    expect(answer.data.viewer).toEqual({ kind: 'APP', member: null });
    // An id says by its version what it names: apps have the time in theirs, members the hash of their source.
    expect(world.keyApp.id.charAt(14)).toBe('7');
    expect(world.ann.charAt(14)).not.toBe('7');
  });
});
