import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** The member site as browsers that mean harm would use it, over HTTP. */
let gateway: TestGateway;
let ann: string;
let annsConsent: string;
let bobsConsent: string;
const password = 'quiet rivers run deep';

beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann'), patient('bob')]);
  ann = memberIdOf(plan, 'ann');
  const app = await makeApp(gateway);
  await createAccount(gateway.database, { memberId: ann, userName: 'ann', password });
  annsConsent = (await makeGrant(gateway, plan, ann, app)).id;
  bobsConsent = (await makeGrant(gateway, plan, memberIdOf(plan, 'bob'), app)).id;
}, 60_000);
afterAll(() => gateway?.stop());

type Sent = {
  readonly form?: Record<string, string>;
  readonly cookie?: string | undefined;
  readonly headers?: Record<string, string>;
};

/** Follows nothing; a form comes from our own pages unless a header says otherwise. */
function visit(path: string, { form, cookie, headers }: Sent = {}): Promise<Response> {
  return fetch(`${gateway.baseUrl}${path}`, {
    redirect: 'manual',
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      ...(form === undefined ? {} : { origin: gateway.baseUrl }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
}

async function signIn(to = '', more: Sent = {}) {
  const response = await visit(`/account/sign-in${to}`, {
    form: { userName: 'ann', password },
    ...more,
  });
  const [set = ''] = response.headers.getSetCookie();
  return { response, set, cookie: set.split(';', 1)[0] ?? '' };
}

describe('a session', () => {
  test('is kept as a hash, in a cookie that no script reads and no other site sends', async () => {
    const { set, cookie } = await signIn();
    expect(set).toMatch(/^member=[\w-]{43}; path=\/; samesite=lax; httponly$/i);
    const rows = await gateway.database.prisma.memberSession.findMany();
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
  });

  test('has a new secret with each sign-in, and the one before it is over', async () => {
    const first = await signIn();
    const second = await signIn('', { cookie: first.cookie });
    expect(second.cookie).not.toBe(first.cookie);
    expect((await visit('/account/', { cookie: first.cookie })).status).toBe(303);
    expect((await visit('/account/', { cookie: second.cookie })).status).toBe(200);
  });

  test('is over for the gateway, too, once the member signs out', async () => {
    const { cookie } = await signIn();
    expect((await visit('/account/sign-out', { cookie })).headers.get('location')).toBe(
      '/account/',
    );
    expect((await visit('/account/', { cookie })).status).toBe(200);
    await visit('/account/sign-out', { cookie, form: {} });
    expect((await visit('/account/', { cookie })).status).toBe(303);
  });

  test.each([
    ['after half an hour without a request', 'seenAt', 31],
    ['after twelve hours, however busy', 'createdAt', 12 * 60 + 1],
  ])('is over %s', async (_when, column, minutes) => {
    const { cookie } = await signIn();
    const before = new Date(Date.now() - minutes * 60_000);
    await gateway.database.prisma.memberSession.updateMany({ data: { [column]: before } });
    expect((await visit('/account/', { cookie })).status).toBe(303);
  });

  test('opens nothing but these pages: its secret is no token', async () => {
    const { cookie } = await signIn();
    const token = cookie.split('=')[1] ?? '';
    expect((await gateway.ask('{ viewer { kind } }', { token })).status).toBe(401);
    const { body } = await gateway.ask('{ viewer { kind } }', { headers: { cookie } });
    expect(body.data.viewer.kind).toBe('NOBODY');
  });
});

describe('a form', () => {
  test.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandbox of another site', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ])('from %s does nothing', async (_where, headers) => {
    const { cookie } = await signIn();
    const path = `/account/consents/${annsConsent}/stop`;
    expect((await visit(path, { cookie, form: {}, headers })).status).toBe(403);
    const grant = await gateway.database.prisma.grant.findUnique({ where: { id: annsConsent } });
    expect(grant?.state).toBe('ACTIVE');
  });

  test('that is none, or too long, is refused', async () => {
    const { cookie } = await signIn();
    const path = `/account/consents/${annsConsent}/stop`;
    const json = { 'content-type': 'application/json' };
    expect((await visit(path, { cookie, form: {}, headers: json })).status).toBe(400);
    const reason = 'a'.repeat(70_000);
    expect((await visit(path, { cookie, form: { reason } })).status).toBe(400);
    expect((await visit(path, { cookie, form: { reason: 'a'.repeat(501) } })).status).toBe(422);
  });
});

describe('a page', () => {
  test('of somebody else’s consent looks like one of none', async () => {
    const { cookie } = await signIn();
    const none = '00000000-0000-4000-8000-000000000000';
    for (const end of ['', '/stop']) {
      const theirs = await visit(`/account/consents/${bobsConsent}${end}`, { cookie });
      const nobodys = await visit(`/account/consents/${none}${end}`, { cookie });
      expect(theirs.status).toBe(404);
      expect(nobodys.status).toBe(404);
      expect(await theirs.text()).toBe(await nobodys.text());
    }
  });

  const notAnId = '-'.repeat(36);
  test.each([
    `share/${notAnId}`,
    `consents/${notAnId}`,
    `consents/${notAnId}/document.pdf`,
    `complaints/${notAnId}`,
  ])('of what cannot be an id is none: /account/%s', async (path) => {
    const { cookie } = await signIn();
    expect((await visit(`/account/${path}`, { cookie })).status).toBe(404);
  });

  test.each(['history?after=x', 'history?app=zzz', 'consents?after=x', 'complaints?after=x'])(
    'of which a part is none is none: /account/%s',
    async (path) => {
      const { cookie } = await signIn();
      expect((await visit(`/account/${path}`, { cookie })).status).toBe(404);
    },
  );

  test('without a session leads to the sign-in, and from there to where it was', async () => {
    const { headers, status } = await visit('/account/history?after=x');
    expect(status).toBe(303);
    const location = headers.get('location') ?? '';
    expect(location).toBe('/account/sign-in?to=%2Faccount%2Fhistory%3Fafter%3Dx');
    const { response } = await signIn(location.slice('/account/sign-in'.length));
    expect(response.headers.get('location')).toBe('/account/history?after=x');
  });

  test.each([
    'https://evil.example/account/',
    '//evil.example/account/',
    '/\\evil.example/account/',
    '/account/../graphql',
    'javascript:alert(1)',
  ])('is never at %s after the sign-in', async (to) => {
    const { response } = await signIn(`?${new URLSearchParams({ to })}`);
    expect(response.headers.get('location')).toBe('/account/');
  });

  test('is kept by nobody, and runs no script', async () => {
    const { cookie } = await signIn();
    const { headers } = await visit('/account/', { cookie });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toContain('script-src');
  });
});

describe('an address that somebody types', () => {
  test.each([
    ['/', '/account/'],
    ['/account', '/account/'],
    ['/apps?search=pocket&language=es', '/apps/?search=pocket&language=es'],
    ['/register', '/register/'],
    ['/password', '/password/'],
  ])('%s leads to %s', async (path, to) => {
    const { status, headers } = await visit(path);
    expect([status, headers.get('location')]).toEqual([308, to]);
    expect((await visit(path, { form: {} })).status).toBe(404);
  });

  test.each(['/nothing', '/nothing/else?x=1', '/graphql/', '//evil.example'])(
    '%s is answered with a page in either language, and programs with a problem',
    async (path) => {
      const headers = { accept: 'text/html,*/*;q=0.8', 'accept-language': 'es-US' };
      const page = await visit(path, { headers });
      expect([page.status, page.headers.get('content-language')]).toEqual([404, 'es']);
      const text = await page.text();
      expect(text).toContain('Esta página no existe');
      expect(text).toMatch(/href="\?[^"]*language=en"/);
      for (const accept of ['*/*', 'application/json']) {
        const answer = await visit(path, { headers: { accept } });
        expect(answer.status).toBe(404);
        expect(answer.headers.get('content-type')).toBe('application/problem+json');
      }
    },
  );

  test.each(['/account/nothing', '/oauth/authorize?client_id=none', '/oauth/interaction/none'])(
    '%s says in either language that it did not work',
    async (path) => {
      const first = await visit(path, { headers: { 'accept-language': 'en' } });
      const [, query = ''] =
        /href="(\?[^"]*language=es)"/.exec((await first.text()).replaceAll('&amp;', '&')) ?? [];
      const other = await visit(`${path.split('?')[0]}${query}`);
      expect(other.headers.get('content-language')).toBe('es');
      expect(other.status).toBe(first.status);
    },
  );
});

describe('where consents begin in the app', () => {
  test('the page of an app says so to a member, who keeps their menu there', async () => {
    const { cookie } = await signIn();
    const path = `/apps/${(await makeApp(gateway)).id}`;
    const share = 'href="/account/share/';
    for (const at of ['/apps/', path, '/apps/none']) {
      const text = await (await visit(at, { cookie })).text();
      expect(text, at).toContain('action="/account/sign-out"');
      expect(text, at).not.toContain(share);
      expect(await (await visit(at)).text(), at).not.toContain('sign-out');
    }
    expect(await (await visit(path, { cookie })).text()).toContain('you begin in the app');
    expect(await (await visit(path)).text()).toContain(share);
    // The language goes along, as on their own pages.
    await visit('/apps/?language=es', { cookie });
    expect((await visit('/account/history', { cookie })).headers.get('content-language')).toBe(
      'es',
    );
  });

  test('none is signed in the account, in whatever order forms are sent', async () => {
    const { cookie } = await signIn();
    const path = `/account/share/${(await makeApp(gateway)).id}`;
    const before = await gateway.database.prisma.grant.count();
    const first = await visit(path, { cookie });
    expect(first.status).toBe(200);
    expect(await first.text()).toContain('you begin in the app');
    const sign = { agree: 'yes', signature: 'Ann Example', seen: 'x' };
    for (const form of [{ do: 'share' }, { do: 'sign', ...sign }, { do: 'read' }]) {
      await visit(path, { cookie, form });
    }
    expect(await gateway.database.prisma.grant.count()).toBe(before);
  });
});
