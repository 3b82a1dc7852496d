import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireOnePlan } from '../../src/authorization/external/find-member.ts';
import { patient } from '../kit/fhir.ts';
import { type Visited, Visitor } from '../kit/visitor.ts';
import { importResources, makePlan } from '../kit/world.ts';
import {
  startIdentityProvider,
  type TestIdentityProvider,
  testClient,
} from './kit/identity-provider.ts';
import {
  answersTo,
  finishJourney,
  membersSeen,
  type OAuthWorld,
  password,
  redeem,
  requestOf,
  startOAuthWorld,
  userNames,
} from './kit/oauth-world.ts';

/** Members sign in at their plan's own identity provider: a second oidc-provider, on loopback. */
let identityProvider: TestIdentityProvider;
let world: OAuthWorld;
beforeAll(async () => {
  identityProvider = await startIdentityProvider();
  const planId = uuidv7();
  world = await startOAuthWorld(
    {
      OIDC_ISSUER: identityProvider.issuer,
      OIDC_CLIENT_ID: testClient.id,
      OIDC_CLIENT_SECRET: testClient.secret,
      OIDC_PLAN: `plan-${planId}`,
    },
    planId,
  );
  const shared = { identifier: patient('shared').identifier };
  await importResources(world.gateway, world.plan, [
    patient('one-of-two', shared),
    patient('other-of-two', shared),
  ]);
  // Another plan has given the same number, and one of its own.
  const elsewhere = await makePlan(world.gateway);
  await importResources(world.gateway, elsewhere, [patient('ann'), patient('elsewhere')]);
  identityProvider.register(`${world.gateway.baseUrl}/oauth/external/callback`);
});
afterAll(async () => {
  await world?.stop();
  identityProvider?.stop();
});

const annsNumber = 'M-ann';

/** From a page of ours to where the browser stands once the provider has done its part. */
const follow = (visitor: Visitor, visited: Visited) =>
  visitor.follow(visited, world.gateway.baseUrl, identityProvider.issuer);

/** Goes as far as the provider's answer to us, which is not given to us yet. */
async function answerOf(visitor: Visitor, from: string | URL): Promise<URL> {
  let visited = await visitor.get(from);
  for (let hops = 0; hops < 12; hops += 1) {
    const { location } = visited;
    if (location === undefined) break;
    if (location.pathname === '/oauth/external/callback') return location;
    visited = await visitor.get(location);
  }
  throw new Error(`no answer: ${visited.status} at ${visited.url}`);
}

const isSignedIn = ({ cookies }: Visitor) =>
  [...cookies.values()].some(
    ({ name, host, value }) =>
      host === '127.0.0.1' &&
      (name === '_session' || (name === 'member' && value !== 'signed-out')),
  );

describe('a member whose plan has its own sign-in', () => {
  test('signs in there, and connects an app here', async () => {
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const visitor = new Visitor();
    const request = requestOf(world, world.browserApp);
    const share = await follow(visitor, await visitor.get(request.url));
    expect(share.text).not.toContain('type="password"');
    const end = await finishJourney(visitor, share);
    const code = end.location?.searchParams.get('code') ?? '';
    const { body } = await redeem(world, world.browserApp, { ...request, code });
    expect(body.patient).toBe(world.ann);
    expect(await membersSeen(world, body.access_token)).toEqual([world.ann]);
  });

  test('is asked for by code, PKCE, state and nonce, and by nothing of the app’s request', async () => {
    const asked = identityProvider.visits.at(-1)?.searchParams;
    expect(Object.fromEntries(asked ?? [])).toEqual({
      client_id: testClient.id,
      redirect_uri: `${world.gateway.baseUrl}/oauth/external/callback`,
      response_type: 'code',
      scope: 'openid profile',
      state: expect.any(String),
      nonce: expect.any(String),
      code_challenge: expect.any(String),
      code_challenge_method: 'S256',
    });
  });

  test('may be named by UUID too', async () => {
    identityProvider.person = { sub: 'person-2', member_number: world.ben };
    const visitor = new Visitor();
    const request = requestOf(world, world.browserApp);
    const end = await finishJourney(visitor, await follow(visitor, await visitor.get(request.url)));
    const code = end.location?.searchParams.get('code') ?? '';
    expect((await redeem(world, world.browserApp, { ...request, code })).body.patient).toBe(
      world.ben,
    );
  });

  test('signs in to the member site there too, and is not signed in again by signing out', async () => {
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const visitor = new Visitor();
    const { baseUrl } = world.gateway;
    const account = await follow(visitor, await visitor.get(`${baseUrl}/account/`));
    expect([account.status, account.url.pathname]).toEqual([200, '/account/']);
    const out = await visitor.follow(await visitor.post(`${baseUrl}/account/sign-out`, {}));
    expect([out.status, out.url.pathname]).toEqual([200, '/account/sign-in']);
    expect(isSignedIn(visitor)).toBe(false);
    // Whoever comes next, by the link or by themselves, is asked who they are.
    for (const path of ['/account/', '/account/sign-in?to=%2Faccount%2F']) {
      await follow(visitor, await visitor.get(`${baseUrl}${path}`));
      expect(identityProvider.visits.at(-1)?.searchParams.get('prompt')).toBe('login');
      await visitor.post(`${baseUrl}/account/sign-out`, {});
    }
    // And not once somebody is signed in again, and only their time has run out.
    await follow(visitor, await visitor.get(`${baseUrl}/account/`));
    await world.gateway.asAdministrator('delete from member_session');
    await follow(visitor, await visitor.get(`${baseUrl}/account/`));
    expect(identityProvider.visits.at(-1)?.searchParams.has('prompt')).toBe(false);
  });

  test('finds in the settings what they share, and that the rest is kept there', async () => {
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const visitor = new Visitor();
    const settings = `${world.gateway.baseUrl}/account/settings/`;
    const { status, text } = await follow(visitor, await visitor.get(settings));
    expect(status).toBe(200);
    expect(text).toContain('Sharing');
    expect(text).toContain('You sign in at');
    expect(text).not.toContain(`${userNames.ann}<`);
    expect(text).not.toContain('<form method="post" novalidate');
    for (const one of ['password', 'email', 'email/confirm?token=x']) {
      expect((await visitor.get(`${settings}${one}`)).status).toBe(404);
      expect((await visitor.post(`${settings}${one}`, { language: 'es' })).status).toBe(404);
    }
  });

  test('is signed in again where the app asks for it', async () => {
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const visitor = new Visitor();
    await follow(
      visitor,
      await visitor.get(requestOf(world, world.browserApp, { prompt: 'login' }).url),
    );
    expect(identityProvider.visits.at(-1)?.searchParams.get('prompt')).toBe('login');
  });
});

test('with several plans, a gateway does not start before it is told whose numbers they are', async () => {
  const { database } = world.gateway;
  await expect(requireOnePlan(database, { plan: undefined })).rejects.toThrow(
    /^OIDC_PLAN: must be set/,
  );
  await expect(requireOnePlan(database, { plan: world.plan.slug })).resolves.toBeUndefined();
});

describe('nobody is signed in', () => {
  test('by the password that they had here', async () => {
    const visitor = new Visitor();
    const first = await visitor.get(requestOf(world, world.browserApp).url);
    const page = first.location ?? new URL(world.gateway.baseUrl);
    const form = { do: 'sign-in', userName: userNames.ann, password };
    const refused = await visitor.post(page, form);
    expect(refused.status).toBe(403);
    const { baseUrl } = world.gateway;
    expect((await visitor.post(`${baseUrl}/account/sign-in`, form)).status).toBe(403);
    expect(isSignedIn(visitor)).toBe(false);
    expect((await visitor.get(`${baseUrl}/register/`)).status).toBe(404);
  });

  test.each([
    ['a number that is nobody’s', { member_number: 'W-nobody' }],
    ['a number that two have', { member_number: 'M-shared' }],
    ['a number of another plan', { member_number: 'M-elsewhere' }],
    ['no number', {}],
    ['an empty number', { member_number: '' }],
    ['the UUID of nobody', { member_number: '00000000-0000-4000-8000-000000000000' }],
  ])('who comes with %s, and is told so', async (_what, claims) => {
    identityProvider.person = { sub: 'somebody', ...claims };
    const visitor = new Visitor();
    const page = await follow(visitor, await visitor.get(requestOf(world, world.browserApp).url));
    expect(page.status).toBe(403);
    expect(page.text).toContain('we do not know which member you are');
    expect(isSignedIn(visitor)).toBe(false);
    const inSpanish = await answerOf(new Visitor(), requestOf(world, world.browserApp).url);
    const other = await new Visitor().get(inSpanish, { 'accept-language': 'es' });
    expect(other.text).toContain('No ha iniciado sesión');
  });

  test('who breaks it off there', async () => {
    identityProvider.person = 'DECLINES';
    const visitor = new Visitor();
    const page = await follow(visitor, await visitor.get(requestOf(world, world.browserApp).url));
    expect(page.status).toBe(403);
    expect(page.text).toContain('/oauth/interaction/');
    expect(isSignedIn(visitor)).toBe(false);
  });

  test('by an answer that is for another browser, comes twice, or was changed on the way', async () => {
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const { url } = requestOf(world, world.browserApp);
    const changed = (name: string, value: string) => async (answer: URL, visitor: Visitor) => {
      answer.searchParams.set(name, value);
      return visitor.get(answer);
    };
    for (const meddle of [
      (answer: URL) => new Visitor().get(answer),
      async (answer: URL) => {
        const other = new Visitor();
        await other.get((await other.get(url)).location ?? url);
        return other.get(answer);
      },
      async (answer: URL, visitor: Visitor) => {
        await visitor.get(answer);
        return visitor.get(answer);
      },
      changed('state', 'another'),
      changed('iss', 'https://evil.example'),
      changed('code', 'made-up'),
      async (answer: URL, visitor: Visitor) => {
        answer.searchParams.delete('state');
        return visitor.get(answer);
      },
    ]) {
      const visitor = new Visitor();
      const visited = await meddle(await answerOf(visitor, url), visitor);
      expect([400, 503]).toContain(visited.status);
      expect(visited.location).toBeUndefined();
      expect(isSignedIn(visitor)).toBe(false);
    }
  });

  test('by another’s answer put into their own request: its code has another verifier and nonce', async () => {
    identityProvider.person = { sub: 'attacker', member_number: world.ben };
    const attackers = await answerOf(new Visitor(), requestOf(world, world.browserApp).url);
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const victim = new Visitor();
    const own = await answerOf(victim, requestOf(world, world.browserApp).url);
    own.searchParams.set('code', attackers.searchParams.get('code') ?? '');
    expect((await victim.get(own)).status).toBe(503);
    expect(isSignedIn(victim)).toBe(false);
  });

  test('on a page that they did not come from', async () => {
    identityProvider.person = { sub: 'person-1', member_number: annsNumber };
    const visitor = new Visitor();
    const { url } = requestOf(world, world.browserApp);
    const back = await visitor.get(await answerOf(visitor, url));
    expect(back.status).toBe(303);
    // The way leads to one interaction; another of the same browser sends the member to sign in for itself.
    const other = await visitor.get((await visitor.get(url)).location ?? url);
    expect(other.location?.origin).toBe(identityProvider.issuer);
  });

  test('while the provider cannot be reached, and the page says so', async () => {
    const alone = await startOAuthWorld({
      OIDC_ISSUER: 'http://localhost:1',
      OIDC_CLIENT_ID: testClient.id,
    });
    try {
      const visitor = new Visitor();
      const page = await visitor.follow(await visitor.get(requestOf(alone, alone.browserApp).url));
      expect(page.status).toBe(503);
      expect(page.text).toContain('cannot be reached');
      expect(answersTo(page).do).toBe('');
    } finally {
      await alone.stop();
    }
  });
});
