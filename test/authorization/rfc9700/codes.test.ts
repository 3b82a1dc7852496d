import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approveApp } from '../../kit/apps.ts';
import { globalId } from '../../kit/graphql.ts';
import { hiddenValues, Visitor } from '../../kit/visitor.ts';
import { makeApp } from '../../kit/world.ts';
import {
  answersTo,
  arrive,
  codeFor,
  connected,
  finishJourney,
  membersSeen,
  type OAuthWorld,
  password,
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

const errorAt = (location: URL | undefined) => location?.searchParams.get('error');

describe('RFC 9700 section 2.1.1: codes', () => {
  test('a code is good once; shown again, it ends all that came of it', async () => {
    const { accessToken, refreshToken, ...found } = await connected(world, world.browserApp);
    expect(await membersSeen(world, accessToken)).toEqual([world.ann]);
    const again = await redeem(world, world.browserApp, found);
    expect([again.status, again.body.error]).toEqual([400, 'invalid_grant']);
    expect(await membersSeen(world, accessToken)).toBe(401);
    const refreshed = await refresh(world, world.browserApp, refreshToken);
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('of many that show one code at the same moment, nobody is left with a token', async () => {
    for (let round = 0; round < 3; round += 1) {
      const found = await codeFor(world, world.browserApp);
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => redeem(world, world.browserApp, found)),
      );
      const given = answers.filter(({ status }) => status === 200);
      expect(given.length).toBeLessThanOrEqual(1);
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(12 - given.length);
      for (const { body } of given) {
        expect(await membersSeen(world, body.access_token)).toBe(401);
        expect((await refresh(world, world.browserApp, body.refresh_token)).status).toBe(400);
      }
    }
  });

  test('a code is good for a minute at most', async () => {
    const found = await codeFor(world, world.browserApp);
    const { rows } = await world.gateway.asAdministrator(
      `select max(extract(epoch from expires_at - clock_timestamp()))::int as left
        from public.oauth_artifact where kind = 'AuthorizationCode'`,
    );
    expect(rows[0]?.left).toBeLessThanOrEqual(60);
    await world.gateway.asAdministrator(
      `update public.oauth_artifact set expires_at = clock_timestamp() where kind = 'AuthorizationCode'`,
    );
    expect((await redeem(world, world.browserApp, found)).body.error).toBe('invalid_grant');
  });

  test('neither codes, tokens nor cookies can be read in the database', async () => {
    const { code, accessToken, refreshToken, visitor } = await connected(world, world.browserApp);
    const secrets = [code, accessToken, refreshToken];
    for (const { name, value } of visitor.cookies.values()) {
      if (name === '_session') secrets.push(value);
    }
    expect(secrets).toHaveLength(4);
    const { rows } = await world.gateway.asAdministrator(
      'select row_to_json(a)::text as text from public.oauth_artifact a',
    );
    const kept = rows.map(({ text }) => text).join('\n');
    for (const secret of secrets) expect(kept).not.toContain(secret);
  });
});

describe('RFC 9700 section 2.1.2: the implicit grant', () => {
  test.each(['token', 'id_token', 'id_token token', 'code id_token', 'code token', 'none'])(
    'response_type %s is not offered',
    async (response_type) => {
      const { location } = await new Visitor().get(
        requestOf(world, world.browserApp, { response_type, nonce: 'n' }).url,
      );
      const told = new URLSearchParams(location?.hash.slice(1));
      expect(errorAt(location) ?? told.get('error')).toMatch(
        /^(unsupported_response_type|invalid_request)$/,
      );
      expect(location?.href).not.toMatch(/[?&#](code|access_token|id_token)=/);
    },
  );
});

describe('RFC 9700 section 2.4: passwords', () => {
  test.each([
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ])('the grant %s is not offered', async (grant_type) => {
    const { status, body } = await send(world, '/oauth/token', {
      grant_type,
      client_id: world.browserApp.id,
      username: userNames.ann,
      password,
      scope: 'patient/*.rs',
    });
    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
  });
});

describe('RFC 9700 section 4.4: mix-up', () => {
  test('every answer to an app says who answers (RFC 9207), errors too', async () => {
    const { baseUrl } = world.gateway;
    const { answer } = await codeFor(world, world.browserApp);
    expect(answer.searchParams.get('iss')).toBe(baseUrl);
    const { location } = await new Visitor().get(
      requestOf(world, world.browserApp, { prompt: 'none' }).url,
    );
    expect(errorAt(location)).toBe('login_required');
    expect(location?.searchParams.get('iss')).toBe(baseUrl);
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const found = await fetch(`${baseUrl}/.well-known/${path}`);
      if (path === 'openid-configuration') expect(found.status).toBe(200);
      if (found.status !== 200) continue;
      expect(await found.json()).toMatchObject({
        issuer: baseUrl,
        authorization_response_iss_parameter_supported: true,
      });
    }
  });

  test('an app is told which server it talks to: a request meant for another goes nowhere', async () => {
    const { location } = await new Visitor().get(
      requestOf(world, world.browserApp, { aud: 'https://other.example' }).url,
    );
    expect(errorAt(location)).toBe('invalid_request');
  });
});

describe('RFC 9700 section 4.5: code injection', () => {
  test('a code is worth nothing with the verifier of another request', async () => {
    const stolen = await codeFor(world, world.browserApp);
    const own = await codeFor(world, world.browserApp, { userName: userNames.ben });
    const injected = await redeem(world, world.browserApp, { ...stolen, verifier: own.verifier });
    expect([injected.status, injected.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('nor to another app', async () => {
    const stolen = await codeFor(world, world.browserApp);
    const injected = await redeem(world, world.deviceApp, stolen, {
      redirect_uri: world.browserApp.callback,
    });
    expect([injected.status, injected.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('nor with another redirect URI, or none', async () => {
    for (const redirect_uri of [world.deviceApp.callback, undefined]) {
      const found = await codeFor(world, world.browserApp);
      const { status } = await redeem(world, world.browserApp, found, { redirect_uri });
      expect(status).toBe(400);
    }
  });
});

describe('RFC 9700 section 4.7: cross-site request forgery', () => {
  test('what an app remembers a request by comes back as it was, whatever it is', async () => {
    const state = 'ü+&=%00 "<script>\'';
    const answered = await codeFor(world, world.browserApp, {
      more: { state: state.replace('%00', '') },
    });
    expect(answered.answer.searchParams.get('state')).toBe(state.replace('%00', ''));
  });

  test('a form from another site, or from nowhere, does nothing', async () => {
    const forgeries: readonly Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'same-site' },
      { origin: world.gateway.baseUrl.replace('127.0.0.1', 'localhost') },
      { origin: `${world.gateway.baseUrl}.evil.example` },
    ];
    for (const headers of forgeries) {
      const visitor = new Visitor();
      const page = await arrive(visitor, requestOf(world, world.browserApp));
      const forged = await visitor.post(page.url, answersTo(page), headers);
      expect(forged.status, JSON.stringify(headers)).toBe(403);
      expect([...visitor.cookies.values()].some(({ name }) => name === '_session')).toBe(false);
    }
  });

  test('a form is sent as forms are, and short', async () => {
    const visitor = new Visitor();
    const page = await arrive(visitor, requestOf(world, world.browserApp));
    const form = answersTo(page);
    const json = await visitor.post(page.url, form, { 'content-type': 'application/json' });
    expect(json.status).toBe(400);
    const long = await visitor.post(page.url, { ...form, more: 'x'.repeat(70_000) });
    expect(long.status).toBe(400);
    const unwritable = await visitor.post(page.url, { ...form, userName: 'ann\0' });
    expect(unwritable.status).toBe(400);
  });

  test('signing out needs the secret of the page that asks', async () => {
    const { visitor } = await codeFor(world, world.browserApp);
    const { baseUrl } = world.gateway;
    const session = () => [...visitor.cookies.values()].some(({ name }) => name === '_session');
    const page = await visitor.get(`${baseUrl}/oauth/sign-out`);
    expect(page.status).toBe(200);
    const forged = await visitor.post(`${baseUrl}/oauth/sign-out/confirm`, {
      logout: 'yes',
      xsrf: randomBytes(24).toString('hex'),
    });
    expect([forged.status, session()]).toEqual([400, true]);
    const done = await visitor.post(`${baseUrl}/oauth/sign-out/confirm`, hiddenValues(page));
    expect([done.status, session()]).toEqual([303, false]);
    expect((await arrive(visitor, requestOf(world, world.browserApp))).text).toContain('sign-in');
  });
});

describe('RFC 9700 section 4.8: PKCE downgrade', () => {
  test.each([
    ['without a challenge', { code_challenge: undefined, code_challenge_method: undefined }],
    ['with a method alone', { code_challenge: undefined }],
    ['with the method plain', { code_challenge_method: 'plain' }],
    ['with no method, which means plain', { code_challenge_method: undefined }],
    ['with a challenge that is none', { code_challenge: 'short' }],
  ])('a request %s is refused', async (_what, more) => {
    for (const app of [world.browserApp, world.secretApp]) {
      const { location } = await new Visitor().get(requestOf(world, app, more).url);
      expect(errorAt(location)).toBe('invalid_request');
    }
  });

  test('a code is worth nothing without its verifier, with another, or with the challenge itself', async () => {
    const challenge = (verifier: string) =>
      createHash('sha256').update(verifier).digest('base64url');
    for (const wrong of [
      () => undefined,
      () => '',
      () => randomBytes(32).toString('base64url'),
      challenge,
    ]) {
      const found = await codeFor(world, world.browserApp);
      const { status } = await redeem(world, world.browserApp, {
        code: found.code,
        verifier: wrong(found.verifier),
      });
      expect(status).toBe(400);
    }
  });

  test('discovery says that S256 is all there is', async () => {
    for (const path of ['openid-configuration', 'smart-configuration']) {
      const found = await fetch(`${world.gateway.baseUrl}/.well-known/${path}`);
      expect(await found.json()).toMatchObject({
        code_challenge_methods_supported: ['S256'],
        response_types_supported: ['code'],
      });
    }
  });
});

describe('the interaction, tampered with', () => {
  test('is nothing to a browser without its cookie, or with one of its own', async () => {
    const victim = new Visitor();
    const page = await arrive(victim, requestOf(world, world.browserApp));
    const attacker = new Visitor();
    expect((await attacker.get(page.url)).status).toBe(400);
    expect((await attacker.post(page.url, answersTo(page))).status).toBe(400);
    const own = await arrive(attacker, requestOf(world, world.browserApp));
    expect((await attacker.get(page.url)).status).toBe(400);
    // The attacker's cookie, sent to the victim's address.
    const cookie = [...attacker.cookies.values()]
      .filter(({ path }) => path === own.url.pathname)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const crossed = await new Visitor().get(page.url, { cookie });
    expect(crossed.status).toBe(400);
    const unsigned = await new Visitor().get(page.url, {
      cookie: `_interaction=${page.url.pathname.split('/').at(-1)}`,
    });
    expect(unsigned.status).toBe(400);
  });

  test('is at its own address alone', async () => {
    const visitor = new Visitor();
    const page = await arrive(visitor, requestOf(world, world.browserApp));
    const cookie = [...visitor.cookies.values()]
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const uid = page.url.pathname.split('/').at(-1);
    for (const path of [`x/${uid}`, `${uid}/`, `${uid}x`, randomBytes(32).toString('base64url')]) {
      const other = await new Visitor().get(`${world.gateway.baseUrl}/oauth/interaction/${path}`, {
        cookie,
      });
      expect(other.status, path).toBe(400);
    }
  });

  test('cannot be gone on with by a guess: what comes after it needs the member to have finished', async () => {
    const visitor = new Visitor();
    const page = await arrive(visitor, requestOf(world, world.browserApp));
    const uid = page.url.pathname.split('/').at(-1);
    const skipped = await visitor.get(`${world.gateway.baseUrl}/oauth/authorize/${uid}`);
    expect(`${skipped.location ?? ''}`).not.toContain('code=');
    expect((await visitor.follow(skipped)).location?.searchParams.get('code') ?? null).toBeNull();
    const elsewhere = await new Visitor().get(`${world.gateway.baseUrl}/oauth/authorize/${uid}`);
    expect([elsewhere.status, elsewhere.location]).toEqual([400, undefined]);
  });

  test('does not outlive the sign-in: who signs out leaves no page on which others could sign', async () => {
    const visitor = new Visitor();
    const request = requestOf(world, world.keyApp);
    const signIn = await arrive(visitor, request);
    const share = await visitor.follow(await visitor.post(signIn.url, answersTo(signIn)));
    expect(share.status).toBe(200);
    const signOut = await visitor.get(`${world.gateway.baseUrl}/oauth/sign-out`);
    await visitor.post(`${world.gateway.baseUrl}/oauth/sign-out/confirm`, hiddenValues(signOut));
    expect((await visitor.get(share.url)).status).toBe(400);
    expect((await visitor.post(share.url, answersTo(share))).status).toBe(400);
    const { body } = await world.gateway.ask('{ grants { nodes { id } } }', {
      as: { kind: 'APP', appId: world.keyApp.id },
    });
    expect(body.data.grants.nodes).toEqual([]);
  });

  test('cannot be turned into another member’s: their sign-in begins anew', async () => {
    const visitor = new Visitor();
    await codeFor(world, world.browserApp, { visitor, userName: userNames.ben });
    // Ben is signed in here; a page of his waits. Then Ann signs in, in another tab.
    const ofBen = await arrive(visitor, requestOf(world, world.keyApp));
    const asAnn = await arrive(visitor, requestOf(world, world.secretApp, { prompt: 'login' }));
    const switched = await visitor.follow(await visitor.post(asAnn.url, answersTo(asAnn)));
    const ended = await visitor.follow(
      await visitor.post(`${world.gateway.baseUrl}/oauth/sign-out/confirm`, hiddenValues(switched)),
    );
    await finishJourney(visitor, ended);
    expect((await visitor.post(ofBen.url, answersTo(ofBen))).status).toBe(400);
  });

  test('of an app that is suspended meanwhile ends, for its codes and tokens too', async () => {
    const callback = 'https://suspended.example/back';
    const app = { ...(await makeApp(world.gateway, 'THIRD_PARTY_APP', [callback])), callback };
    await world.gateway.database.prisma.appClient.create({
      data: { appId: app.id, authentication: 'NONE' },
    });
    const { accessToken, refreshToken } = await connected(world, app);
    const found = await codeFor(world, app);
    const visitor = new Visitor();
    const page = await arrive(visitor, requestOf(world, app));
    const { body } = await world.gateway.ask(
      `mutation { suspendApp(input: { appId: "${Buffer.from(`App:${app.id}`).toString('base64')}",
        risk: TOKENS_EXPOSED, securityRisk: "tokens were found in public" }) { __typename } }`,
      { as: { kind: 'ADMIN' } },
    );
    expect(body.data.suspendApp.__typename).toBe('SuspendAppPayload');
    expect((await visitor.post(page.url, answersTo(page))).status).toBe(400);
    expect((await redeem(world, app, found)).body.error).toBe('invalid_client');
    expect((await refresh(world, app, refreshToken)).body.error).toBe('invalid_client');
    expect(await membersSeen(world, accessToken)).toBe(401);
    const refused = await new Visitor().get(requestOf(world, app).url);
    expect([refused.status, refused.location]).toEqual([400, undefined]);
    // Reinstated it connects anew, under the consent that stands; what others may hold opens nothing.
    await approveApp(world.gateway, globalId('App', app.id));
    expect((await redeem(world, app, found)).body.error).toBe('invalid_grant');
    expect((await refresh(world, app, refreshToken)).body.error).toBe('invalid_grant');
    expect(await membersSeen(world, accessToken)).toBe(401);
    const grants = () => world.gateway.database.prisma.grant.count({ where: { appId: app.id } });
    const before = await grants();
    const anew = await connected(world, app);
    expect(await membersSeen(world, anew.accessToken)).toEqual([world.ann]);
    expect(await grants()).toBe(before);
  });
});

describe('parameters', () => {
  test('that nobody knows change nothing', async () => {
    const { answer } = await codeFor(world, world.browserApp, {
      more: {
        colour: 'blue',
        __proto__: undefined,
        constructor: 'x',
        resource: 'https://other.example',
      },
    });
    expect([...answer.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
  });

  test.each([
    ['a request object', { request: 'e30.e30.' }],
    ['a request from elsewhere', { request_uri: 'http://127.0.0.1:1/request' }],
    ['a launch from another system', { launch: 'abc' }],
    ['a scope without records', { scope: 'openid' }],
    ['a NUL', { state: 'a\0b' }],
  ])('such as %s are refused', async (_what, more) => {
    const visited = await arrive(new Visitor(), requestOf(world, world.browserApp, more));
    const told = errorAt(visited.location) ?? '';
    expect(visited.status === 400 || told !== '').toBe(true);
    expect(told).not.toBe('server_error');
    expect(visited.text).not.toContain('server_error');
  });

  test('that are huge are refused by whoever reads them first', async () => {
    const { url } = requestOf(world, world.browserApp, { state: 'x'.repeat(20_000) });
    expect((await new Visitor().get(url)).status).toBe(431);
    const pushed = await send(world, '/oauth/par', {
      client_id: world.browserApp.id,
      state: 'x'.repeat(60_000),
    });
    expect([pushed.status, pushed.body.error]).toEqual([400, 'invalid_request']);
    const sent = await send(world, '/oauth/token', {
      grant_type: 'authorization_code',
      client_id: world.browserApp.id,
      code: 'x'.repeat(10_000),
      redirect_uri: world.browserApp.callback,
      code_verifier: 'x'.repeat(43),
    });
    expect([sent.status, sent.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('may be pushed ahead (RFC 9126), so that nobody on the way reads or changes them; each once', async () => {
    const visitor = new Visitor();
    const request = requestOf(world, world.browserApp, { prompt: 'consent' });
    const pushed = await send(world, '/oauth/par', request.url.searchParams);
    expect(pushed.status).toBe(201);
    const url = new URL('/oauth/authorize', world.gateway.baseUrl);
    url.searchParams.set('client_id', world.browserApp.id);
    url.searchParams.set('request_uri', pushed.body.request_uri);
    // Whoever changes the address changes nothing.
    url.searchParams.set('scope', 'openid');
    const end = await finishJourney(visitor, await arrive(visitor, { url }));
    const code = end.location?.searchParams.get('code') ?? '';
    const { body } = await redeem(world, world.browserApp, { ...request, code });
    expect(body).toMatchObject({ patient: world.ann });
    expect(body.refresh_token).toEqual(expect.any(String));
    const again = await visitor.follow(await visitor.get(url));
    expect(errorAt(again.location) ?? again.text).toMatch(/invalid_request/);
    const byAnother = await send(
      world,
      '/oauth/par',
      requestOf(world, world.browserApp).url.searchParams,
    );
    url.searchParams.set('client_id', world.deviceApp.id);
    url.searchParams.set('request_uri', byAnother.body.request_uri);
    const taken = await new Visitor().get(url);
    expect([taken.status, taken.location]).toEqual([400, undefined]);
  });
});
