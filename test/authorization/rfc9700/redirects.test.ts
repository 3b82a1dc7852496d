import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asPartner, globalId, mutate } from '../../kit/graphql.ts';
import { sendRaw } from '../../kit/raw-http.ts';
import { hiddenValues, type Visited, Visitor } from '../../kit/visitor.ts';
import { makeApp } from '../../kit/world.ts';
import {
  answersTo,
  arrive,
  codeFor,
  connected,
  finishJourney,
  type OAuthWorld,
  redeem,
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

/** Says on a page of ours that it does not go on, and leads nowhere. */
function expectRefusedHere(visited: Visited): void {
  expect(visited.location).toBeUndefined();
  expect(visited.status).toBe(400);
  expect(visited.headers.get('content-type')).toContain('text/html');
  expect(visited.text).toContain('invalid_re');
}

describe('RFC 9700 section 4.1: redirect URIs', () => {
  test.each([
    ['another host', 'https://evil.example/back'],
    ['a host beneath', 'https://evil.browser.example/back'],
    ['a host above', 'https://browser.example.evil.example/back'],
    ['a path beneath', 'https://browser.example/back/further'],
    ['a path that climbs', 'https://browser.example/back/../evil'],
    ['an encoded path', 'https://browser.example/%62ack'],
    ['a query', 'https://browser.example/back?to=evil'],
    ['a fragment', 'https://browser.example/back#evil'],
    ['a user in it', 'https://browser.example@evil.example/back'],
    ['a port', 'https://browser.example:8443/back'],
    ['http', 'http://browser.example/back'],
    ['capitals', 'https://BROWSER.example/back'],
    ['a slash more', 'https://browser.example/back/'],
    ['a backslash', 'https://browser.example\\@evil.example/back'],
    ['a space', 'https://browser.example/back '],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,hello'],
    ['nothing', ''],
  ])('must be the registered one: not %s', async (_what, redirect_uri) => {
    expectRefusedHere(
      await new Visitor().get(requestOf(world, world.browserApp, { redirect_uri }).url),
    );
  });

  test('must be named, also by an app that has one alone', async () => {
    const { url } = requestOf(world, world.browserApp, { redirect_uri: undefined });
    expectRefusedHere(await new Visitor().get(url));
  });

  test('must be named once', async () => {
    const { url } = requestOf(world, world.browserApp);
    url.searchParams.append('redirect_uri', 'https://evil.example/back');
    expectRefusedHere(await new Visitor().get(url));
  });

  test('may be on any port of the device itself, and nothing else of it may differ (RFC 8252 7.3)', async () => {
    const to = async (redirect_uri: string) =>
      new Visitor().get(requestOf(world, world.deviceApp, { redirect_uri }).url);
    expect((await to('http://127.0.0.1:50123/back')).status).toBe(303);
    for (const other of [
      'http://127.0.0.1:50123/other',
      'http://localhost:50123/back',
      'http://127.0.0.2:7777/back',
      'https://127.0.0.1:7777/back',
      'http://127.0.0.1.evil.example:7777/back',
      'http://127.0.0.1:7777/back?to=evil',
    ]) {
      expectRefusedHere(await to(other));
    }
  });

  test('that is taken away while a member is asked, or a code is on its way, gets nothing', async () => {
    const { gateway } = world;
    const callback = 'https://moved.example/back';
    const app = { ...(await makeApp(gateway, 'THIRD_PARTY_APP', [callback])), callback };
    await gateway.database.prisma.appClient.create({
      data: { appId: app.id, authentication: 'NONE' },
    });
    const found = await codeFor(world, app);
    const [asked, sent] = [new Visitor(), new Visitor()];
    const page = await arrive(asked, requestOf(world, app));
    const form = await arrive(sent, requestOf(world, app));
    const submitted = await sent.post(form.url, answersTo(form));
    expect(submitted.location?.pathname).toMatch(/^\/oauth\/authorize\//);
    const updated = await mutate(
      gateway,
      asPartner(app),
      'updateApp',
      { appId: globalId('App', app.id), redirectUris: [] },
      'app { redirectUris }',
    );
    expect(updated.app.redirectUris).toEqual([]);
    expectRefusedHere(await asked.get(page.url));
    expectRefusedHere(await asked.post(page.url, answersTo(page)));
    expectRefusedHere(await sent.follow(submitted));
    const redeemed = await redeem(world, app, found);
    expect([redeemed.status, redeemed.body.access_token]).toEqual([400, undefined]);
  });

  test('on the IPv6 loopback are reached from our forms, though no policy can name them', async () => {
    const callback = 'http://[::1]:7777/back';
    const app = {
      ...(await makeApp(world.gateway, 'THIRD_PARTY_APP', [callback])),
      callback,
    };
    await world.gateway.database.prisma.appClient.create({
      data: { appId: app.id, authentication: 'NONE' },
    });
    const { headers } = await arrive(new Visitor(), requestOf(world, app));
    expect(headers.get('content-security-policy')).toMatch(/form-action 'self' http:(;|$)/);
  });

  test('hold for pushed requests too', async () => {
    const { url } = requestOf(world, world.browserApp, {
      redirect_uri: 'https://evil.example/back',
    });
    const { status, body } = await send(world, '/oauth/par', url.searchParams);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('RFC 9700 section 4.2: leakage by the Referer header', () => {
  test('every answer of the journey sends no referrer, is kept by nobody, and names no other site', async () => {
    const visitor = new Visitor();
    const { url } = requestOf(world, world.secretApp);
    let visited = await visitor.get(url);
    const seen: Visited[] = [];
    for (let steps = 0; steps < 30 && visited.location?.hostname !== 'secret.example'; steps += 1) {
      seen.push(visited);
      visited =
        visited.location === undefined
          ? await visitor.post(visited.url, answersTo(visited))
          : await visitor.get(visited.location);
    }
    seen.push(visited);
    expect(visited.location?.searchParams.has('code')).toBe(true);
    for (const { headers, text, url: at } of seen) {
      expect(headers.get('referrer-policy'), at.pathname).toBe('no-referrer');
      expect(headers.get('cache-control'), at.pathname).toContain('no-store');
      expect(text).not.toMatch(/<script|<img[^>]+https?:|<link[^>]+https?:/);
    }
    // Privacy policies are the only links to elsewhere.
    const links = seen.flatMap(({ text }) => [
      ...text.matchAll(/<a [^>]*href="(https?:[^"]+)"[^>]*>/g),
    ]);
    for (const [link = '', href] of links) {
      expect(href).toBe('https://app.example/privacy');
      expect(link).toContain('rel="noreferrer"');
    }
  });
});

describe('RFC 9700 section 4.3: leakage by the browser history', () => {
  test('no token is ever in a URL, and a code in one alone: that of the app', async () => {
    const { answer, accessToken, refreshToken, idToken, code } = await connected(
      world,
      world.browserApp,
    );
    for (const token of [accessToken, refreshToken, idToken]) {
      expect(answer.href).not.toContain(token);
    }
    expect([...answer.searchParams.keys()].sort()).toEqual(['code', 'iss', 'state']);
    expect(answer.hash).toBe('');
    expect(answer.href.split(code)).toHaveLength(2);
  });

  test('a token in the query of /graphql is refused, before anything of the request is read', async () => {
    const { accessToken } = await connected(world, world.browserApp);
    for (const path of [`/graphql?access_token=${accessToken}`, '/graphql?a=b&access_token=x']) {
      const answer = await sendRaw(world.gateway.baseUrl, {
        path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ viewer { kind } }' }),
      });
      expect(answer.status).toBe(400);
      expect(answer.headers['www-authenticate']).toContain('error="invalid_request"');
      expect(answer.text).not.toContain(accessToken);
    }
  });

  test('nor is one taken from the query or the body of the user info', async () => {
    const { accessToken } = await connected(world, world.browserApp);
    const { baseUrl } = world.gateway;
    const byQuery = await fetch(`${baseUrl}/oauth/userinfo?access_token=${accessToken}`);
    expect(byQuery.status).toBe(400);
    const byHeader = await fetch(`${baseUrl}/oauth/userinfo`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(await byHeader.json()).toEqual({ sub: world.ann });
  });
});

describe('RFC 9700 section 4.11: open redirection', () => {
  test.each([
    ['an unknown app', { client_id: '00000000-0000-4000-8000-000000000000' }],
    ['no app', { client_id: undefined }],
    ['a name that is no id', { client_id: '../../evil' }],
  ])('%s is sent nowhere', async (_what, more) => {
    expectRefusedOrUnknown(await new Visitor().get(requestOf(world, world.browserApp, more).url));
  });

  test('signing out leads to no address that a request names', async () => {
    const visitor = new Visitor();
    await codeFor(world, world.browserApp, { visitor });
    const evil = 'https://evil.example/';
    const queries: readonly Record<string, string>[] = [
      { post_logout_redirect_uri: evil },
      { post_logout_redirect_uri: evil, client_id: world.browserApp.id },
    ];
    for (const query of queries) {
      const url = new URL(`/oauth/sign-out?${new URLSearchParams(query)}`, world.gateway.baseUrl);
      const page = await visitor.get(url);
      expect(page.location).toBeUndefined();
      // The link to the other language asks for the same again, and leads to this very page.
      const led = [...page.text.matchAll(/(?:href|action)="([^"]*)"/g)].map(
        ([, to = '']) => new URL(to.replaceAll('&amp;', '&'), url),
      );
      expect(led.filter(({ host }) => host === 'evil.example')).toEqual([]);
      expect(page.text).not.toMatch(/>[^<]*evil\.example/);
      if (page.status !== 200) continue;
      const done = await visitor.follow(
        await visitor.post(`${world.gateway.baseUrl}/oauth/sign-out/confirm`, {
          ...hiddenValues(page),
          logout: 'yes',
        }),
      );
      expect([done.status, done.url.origin]).toEqual([200, world.gateway.baseUrl]);
    }
  });

  test('a member is asked before an error leads to the app, unless the app asked for silence', async () => {
    const silent = await new Visitor().get(
      requestOf(world, world.browserApp, { prompt: 'none' }).url,
    );
    expect(silent.location?.searchParams.get('error')).toBe('login_required');
    const page = await arrive(new Visitor(), requestOf(world, world.browserApp));
    expect([page.status, page.location]).toEqual([200, undefined]);
  });
});

function expectRefusedOrUnknown(visited: Visited): void {
  expect(visited.location).toBeUndefined();
  expect(visited.status).toBe(400);
}

describe('RFC 9700 section 4.12: redirects after a form', () => {
  test('are 303 each: no browser sends a password on', async () => {
    const visitor = new Visitor();
    let visited = await visitor.get(requestOf(world, world.secretApp).url);
    const statuses: number[] = [];
    for (let steps = 0; steps < 30 && visited.location?.hostname !== 'secret.example'; steps += 1) {
      if (visited.location !== undefined) statuses.push(visited.status);
      visited =
        visited.location === undefined
          ? await visitor.post(visited.url, answersTo(visited, userNames.ben))
          : await visitor.get(visited.location);
    }
    statuses.push(visited.status);
    expect(statuses.length).toBeGreaterThan(6);
    expect(new Set(statuses)).toEqual(new Set([303]));
  });
});

describe('RFC 9700 section 4.13: reverse proxies', () => {
  test('nothing that a client says of the way it came is believed', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '10.0.0.1',
      forwarded: 'host=evil.example;proto=https',
      host: 'evil.example',
    };
    const found = await sendRaw(world.gateway.baseUrl, {
      method: 'GET',
      path: '/.well-known/openid-configuration',
      headers,
    });
    expect(JSON.parse(found.text)).toMatchObject({ issuer: world.gateway.baseUrl });
    expect(found.text).not.toContain('evil.example');
    const { url } = requestOf(world, world.browserApp);
    const sent = await sendRaw(world.gateway.baseUrl, {
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers,
    });
    expect(sent.status).toBe(303);
    expect(sent.headers.location).toMatch(/^\/oauth\/interaction\/|^http:\/\/127\.0\.0\.1:/);
    expect(JSON.stringify(sent.headers)).not.toContain('evil.example');
  });

  test('behind one that speaks TLS, cookies are held to https and to this host', async () => {
    const behind = await startOAuthWorld({ PUBLIC_URL: 'https://gateway.example' });
    try {
      const { url } = requestOf(behind, behind.browserApp, { aud: undefined });
      const { headers } = await new Visitor().get(url, { 'x-forwarded-proto': 'http' });
      const cookies = headers.getSetCookie();
      expect(cookies.length).toBeGreaterThan(1);
      for (const cookie of cookies) {
        expect(cookie).toMatch(/^__(Host|Secure)-/);
        for (const attribute of ['secure', 'httponly', 'samesite=lax']) {
          expect(cookie.toLowerCase().split('; ')).toContain(attribute);
        }
      }
    } finally {
      await behind.stop();
    }
  });

  test('a certificate or a user that a header names is nobody', async () => {
    const answer = await send(
      world,
      '/oauth/token',
      { grant_type: 'client_credentials', client_id: world.keyApp.id, scope: 'system/*.rs' },
      { 'x-ssl-client-cert': 'anything', 'x-forwarded-user': world.keyApp.id },
    );
    expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
  });
});

describe('RFC 9700 section 4.16: clickjacking', () => {
  test('no page of the journey shows in a frame, and none runs a script', async () => {
    const visitor = new Visitor();
    const pages: Visited[] = [await arrive(visitor, requestOf(world, world.keyApp))];
    for (let steps = 0; steps < 8; steps += 1) {
      const last = pages.at(-1);
      if (last === undefined || last.location !== undefined) break;
      pages.push(
        await visitor.follow(await visitor.post(last.url, answersTo(last, userNames.ben))),
      );
    }
    pages.push(await visitor.get(`${world.gateway.baseUrl}/oauth/sign-out`));
    pages.push(await visitor.get(`${world.gateway.baseUrl}/oauth/sign-out/success`));
    pages.push(await visitor.get(`${world.gateway.baseUrl}/oauth/authorize`));
    const shown = pages.filter(({ location }) => location === undefined);
    expect(shown.length).toBeGreaterThan(5);
    for (const { headers, text, url } of shown) {
      expect(headers.get('x-frame-options'), url.href).toBe('DENY');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy, url.href).toContain("frame-ancestors 'none'");
      expect(policy, url.href).toContain("default-src 'none'");
      expect(text).not.toContain('<script');
    }
  });
});

describe('RFC 9700 section 4.17: answers within the browser', () => {
  test.each(['web_message', 'form_post', 'fragment', 'jwt', 'query.jwt'])(
    'response_mode %s is not offered: a code goes by redirect alone',
    async (response_mode) => {
      const visitor = new Visitor();
      const end = await finishJourney(
        visitor,
        await arrive(visitor, requestOf(world, world.browserApp, { response_mode })),
      );
      expect(`${end.location ?? ''}${end.text}`).not.toMatch(/[?&#"]code[="]/);
      const found = await fetch(`${world.gateway.baseUrl}/.well-known/openid-configuration`);
      expect(await found.json()).toMatchObject({ response_modes_supported: ['query'] });
    },
  );
});
