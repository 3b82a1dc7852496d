import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addressHeader, linkTo, stranger } from '../accounts/kit.ts';
import { buttons, hiddenValues, type Visited, Visitor } from '../kit/visitor.ts';
import {
  answersTo,
  arrive,
  codeFor,
  type OAuthWorld,
  password,
  requestOf,
  startOAuthWorld,
  userNames,
} from './kit/oauth-world.ts';

let world: OAuthWorld;
const email = 'ann@members.example';
/** What ann's password is now. */
let current = password;
let resets = 0;

beforeAll(async () => {
  world = await startOAuthWorld({ CLIENT_ADDRESS_HEADER: addressHeader });
  await world.gateway.database.prisma.memberAccount.updateMany({
    where: { memberId: world.ann },
    data: { email, emailVerifiedAt: new Date() },
  });
});
afterAll(() => world?.stop());

let visitor: Visitor;
beforeEach(() => {
  visitor = new Visitor();
});

/** Sends the form of the first page; the browser does not follow where that leads. */
async function signInOnly(who: Visitor): Promise<Visited> {
  const page = await arrive(who, requestOf(world, world.browserApp));
  expect(buttons(page)).toContain('sign-in');
  return who.post(page.url, { ...answersTo(page), password: current });
}

async function signedIn(who: Visitor): Promise<Visited> {
  const page = await who.follow(await signInOnly(who));
  expect([page.status, buttons(page)]).toEqual([200, expect.not.arrayContaining(['sign-in'])]);
  return page;
}

async function resetPassword(): Promise<void> {
  const { gateway } = world;
  await stranger(gateway).post('/password/forgotten', { userNameOrEmail: userNames.ann });
  resets += 1;
  const next = `four other blue lamps ${resets}`;
  const link = (await linkTo(gateway, email)).replace(gateway.baseUrl, '');
  const { status } = await stranger(gateway).post(link, { password: next, passwordAgain: next });
  expect(status).toBe(303);
  current = next;
}

/** Whether a browser is known without being asked. */
async function isKnown(who: Visitor): Promise<boolean> {
  const { location, text } = await who.get(
    requestOf(world, world.browserApp, { prompt: 'none' }).url,
  );
  if (location === undefined) throw new Error(text);
  return location.searchParams.get('error') !== 'login_required';
}

/** Brings back what there was of sessions and requests, as one would that was on its way meanwhile. */
async function withRequestsOnTheirWay(ending: () => Promise<unknown>): Promise<void> {
  const { asAdministrator } = world.gateway;
  await asAdministrator('drop table if exists on_its_way');
  await asAdministrator(
    `create table on_its_way as select * from public.oauth_artifact where kind in ('Session', 'Interaction')`,
  );
  await ending();
  await asAdministrator(
    'insert into public.oauth_artifact select * from on_its_way on conflict do nothing',
  );
}

describe('a new password', () => {
  test('ends a session, also one that a request on its way writes again', async () => {
    await signedIn(visitor);
    expect(await isKnown(visitor)).toBe(true);
    await withRequestsOnTheirWay(resetPassword);
    expect(await isKnown(visitor)).toBe(false);
  });

  test.each(['ends', 'comes back by a request on its way, and ends'])(
    'a sign-in that no session came of yet %s',
    async (how) => {
      const sent = await signInOnly(visitor);
      expect(sent.location?.pathname).toMatch(/^\/oauth\/authorize\//);
      if (how === 'ends') await resetPassword();
      else await withRequestsOnTheirWay(resetPassword);
      const page = await visitor.follow(sent);
      expect([page.status, buttons(page)]).toEqual([400, []]);
      expect(await isKnown(visitor)).toBe(false);
    },
  );

  test('ends no sign-in with it, be it in the same second, and nobody else’s', async () => {
    const ben = new Visitor();
    await codeFor(world, world.browserApp, { visitor: ben, userName: userNames.ben });
    await resetPassword();
    await signedIn(visitor);
    expect(await isKnown(visitor)).toBe(true);
    expect(await isKnown(ben)).toBe(true);
  });
});

describe('a session', () => {
  test('that was signed out stays so, also when a request on its way writes it again', async () => {
    const { baseUrl } = world.gateway;
    await signedIn(visitor);
    await withRequestsOnTheirWay(async () => {
      const page = await visitor.get(`${baseUrl}/oauth/sign-out`);
      const cookies = new Map(visitor.cookies);
      const done = await visitor.post(`${baseUrl}/oauth/sign-out/confirm`, {
        ...hiddenValues(page),
        logout: 'yes',
      });
      expect(done.status).toBe(303);
      // As the request on its way has it.
      for (const [name, cookie] of cookies) visitor.cookies.set(name, cookie);
    });
    expect(await isKnown(visitor)).toBe(false);
  });

  test('ends twelve hours after the sign-in, however busy it is', async () => {
    await codeFor(world, world.browserApp, { visitor, userName: userNames.ben });
    const backBy = (interval: string) =>
      world.gateway.asAdministrator(
        `update public.oauth_artifact set payload = jsonb_set(payload, '{loginTs}',
          to_jsonb(extract(epoch from now() - interval '${interval}')::bigint)) where kind = 'Session'`,
      );
    await backBy('11 hours 59 minutes');
    expect(await isKnown(visitor)).toBe(true);
    await backBy('12 hours 1 second');
    expect(await isKnown(visitor)).toBe(false);
  });
});
