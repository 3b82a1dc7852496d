import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { readConfig } from '../../src/config.ts';
import { socialSecurityKey } from '../../src/members/social-security.ts';
import { importFiles } from '../../src/records/import/import-files.ts';
import { startTestGateway, type TestGateway, writeNdjson } from '../kit/gateway.ts';
import { importResources, makePlan, memberIdOf } from '../kit/world.ts';
import { addressHeader, factsOf, goodPassword, linkTo, mailsTo, person, stranger } from './kit.ts';

const socialSecurity = '219-09-9999';
const ids = [
  'ann',
  'ben',
  'cy',
  'dee',
  'eli',
  'fay',
  'gus',
  'hal',
  'ida',
  'jo',
  'kim',
  'lou',
  'max',
];
const day = 24 * 60 * 60 * 1_000;

let gateway: TestGateway;
let plan: { id: string; slug: string };

beforeAll(async () => {
  gateway = await startTestGateway({ CLIENT_ADDRESS_HEADER: addressHeader });
  plan = await makePlan(gateway);
  await importResources(
    gateway,
    plan,
    [...ids, 'registered'].map((id) => person(id)),
  );
  await createAccount(gateway.database, {
    memberId: memberIdOf(plan, 'registered'),
    userName: 'registered',
    password: goodPassword,
    email: 'registered@members.example',
    emailVerified: true,
  });
}, 60_000);
afterAll(() => gateway?.stop());

const accountOf = (id: string) =>
  gateway.database.prisma.memberAccount.findUnique({ where: { memberId: memberIdOf(plan, id) } });
const chosenBy = (id: string) => ({ userName: `${id}.example`, email: `${id}@members.example` });
const pathOf = (link: string) => link.replace(gateway.baseUrl, '');
const identify = (form: Record<string, string>) => stranger(gateway).post('/register/', form);
const wholeFacts = (more = {}) => factsOf('ann', more) as Record<string, string>;

describe('who somebody is', () => {
  test('unknown people and each wrong fact are answered with the same bytes', async () => {
    const answers = await Promise.all(
      [
        wholeFacts({ memberNumber: 'M-nobody' }),
        wholeFacts({ familyName: 'Family-ben' }),
        wholeFacts({ birthDate: '1970-02-01' }),
        wholeFacts({ memberNumber: 'M-registered', familyName: 'Wrong' }),
        { ...wholeFacts({ socialSecurity: '123456789' }), memberNumber: '' },
      ].map(async (form) => {
        const { status, text, cookie } = await identify(form);
        const told = Object.values(form).filter(Boolean);
        // What was filled in stands in the form again.
        const same = told.reduce(
          (page, fact) => page.replaceAll(`value="${fact}"`, 'value=""'),
          text,
        );
        return { status, cookie, same };
      }),
    );
    const [first] = answers;
    expect(first).toMatchObject({ status: 422, cookie: '' });
    expect(first?.same).toContain('could not find a member');
    for (const answer of answers) expect(answer).toEqual(first);
  });

  test('a Social Security number is never sent back', async () => {
    const { text } = await identify({
      socialSecurity: '123-45-6789',
      birthDate: '1970-01-31',
      familyName: 'Nobody',
      memberNumber: '',
    });
    expect(text).not.toContain('6789');
  });

  test.each([
    ['16 days before coverage begins', 16, 60, 422, 'from'],
    ['15 days before', 15, 60, 303, ''],
    ['on the last day', -30, 0, 303, ''],
    ['the day after', -30, -1, 422, 'has ended'],
  ])('opens %s as it should', async (_when, begins, ends, status, told) => {
    const today = Math.floor(Date.now() / day) * day;
    await gateway.asAdministrator(
      'update public.member set effective_from = $1, effective_until = $2 where id = $3',
      [new Date(today + begins * day), new Date(today + ends * day), memberIdOf(plan, 'max')].map(
        (one) => (one instanceof Date ? one.toISOString().slice(0, 10) : one),
      ),
    );
    const answer = await identify(factsOf('max') as Record<string, string>);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(told);
    if (told === 'from') {
      const from = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
      expect(answer.text).toContain(from.format(today + day));
    }
    // Whoever knows less is told nothing of it.
    const wrong = await identify(
      factsOf('max', { birthDate: '1999-01-01' }) as Record<string, string>,
    );
    expect(wrong.text).toContain('could not find');
  });

  test('is asked for with longer and longer waits, by number and by person', async () => {
    const tries = async (form: (at: number) => Record<string, string>) => {
      const statuses: number[] = [];
      for (const at of [1, 2, 3, 4, 5, 6]) statuses.push((await identify(form(at))).status);
      return statuses;
    };
    await expect(
      tries((at) => wholeFacts({ memberNumber: 'M-kim', birthDate: `1980-01-0${at}` })),
    ).resolves.toEqual([422, 422, 422, 422, 422, 429]);
    await expect(
      tries((at) => wholeFacts({ memberNumber: `X-${at}`, familyName: 'Family-lou' })),
    ).resolves.toEqual([422, 422, 422, 422, 422, 429]);
    // Written otherwise, they are the same: the door compares them so.
    await expect(
      tries((at) =>
        wholeFacts({ memberNumber: `Y-${at}`, familyName: `fam${'-.~ ,;'.charAt(at - 1)}ily MIA` }),
      ),
    ).resolves.toEqual([422, 422, 422, 422, 422, 429]);
    await expect(
      tries((at) =>
        wholeFacts({
          memberNumber: at % 2 ? 'm-nia' : 'M-NIA',
          birthDate: `1981-01-0${at}`,
        }),
      ),
    ).resolves.toEqual([422, 422, 422, 422, 422, 429]);
    // The right facts wait, too.
    expect((await identify(factsOf('kim') as Record<string, string>)).status).toBe(429);
  });

  test('is asked for no more than thirty times a minute from one address', async () => {
    const one = stranger(gateway, '2001:db8:1:2::1');
    const neighbour = stranger(gateway, '2001:db8:1:2:ffff::9');
    const statuses: number[] = [];
    for (let at = 0; at < 31; at += 1) {
      const { status } = await (at % 2 ? one : neighbour).post('/register/', {});
      statuses.push(status);
    }
    expect(statuses.slice(0, 30)).toEqual(Array(30).fill(422));
    expect(statuses[30]).toBe(429);
    expect((await stranger(gateway).post('/register/', {})).status).toBe(422);
  });
});

describe('registering', () => {
  test('makes an account that signs in only once the link was used, which looking at does not', async () => {
    const one = stranger(gateway);
    await one.register(factsOf('ben'), chosenBy('ben'));
    const link = pathOf(await linkTo(gateway, 'ben@members.example'));
    for (let look = 0; look < 3; look += 1) expect((await one.get(link)).status).toBe(200);
    expect((await accountOf('ben'))?.emailVerifiedAt).toBeNull();
    const used = await Promise.all([one.post(link, {}), one.post(link, {}), one.post(link, {})]);
    const done = { status: 303, location: '/register/verified?language=en' };
    for (const { status, location } of used) expect({ status, location }).toEqual(done);
    const verifiedAt = (await accountOf('ben'))?.emailVerifiedAt;
    expect(verifiedAt).not.toBeNull();
    // Whoever opens the mail again is told that it is done, and nothing is done again.
    expect(await one.get(link)).toMatchObject(done);
    expect((await accountOf('ben'))?.emailVerifiedAt).toEqual(verifiedAt);
  });

  test('keeps no link, cookie or password in the database, and neither in the answer', async () => {
    const one = stranger(gateway);
    await one.register(factsOf('cy'), chosenBy('cy'));
    const link = await linkTo(gateway, 'cy@members.example');
    const token = new URL(link).searchParams.get('token') ?? '';
    expect(Buffer.from(token, 'base64url').length).toBe(32);
    const { rows } = await gateway.asAdministrator(
      `select account_link::text as row from public.account_link
        union all select registration_visit::text from public.registration_visit
        union all select member_account::text from public.member_account`,
    );
    const text = JSON.stringify(rows);
    expect(text).not.toContain(token);
    expect(text).not.toContain(goodPassword);
  });

  test('a link is of no use after a day', async () => {
    const one = stranger(gateway);
    await one.register(factsOf('dee'), chosenBy('dee'));
    const account = await accountOf('dee');
    const link = pathOf(await linkTo(gateway, 'dee@members.example'));
    const { expiresAt } = await gateway.database.prisma.accountLink.findFirstOrThrow({
      where: { accountId: account?.id ?? '' },
    });
    expect(Math.abs(expiresAt.getTime() - Date.now() - day)).toBeLessThan(60_000);
    await gateway.database.prisma.accountLink.updateMany({
      where: { accountId: account?.id ?? '' },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await one.get(link)).status).toBe(410);
    expect((await one.post(link, {})).status).toBe(410);
    expect((await accountOf('dee'))?.emailVerifiedAt).toBeNull();
  });

  test('whoever is registered is told so by mail to their own address, and nothing on screen', async () => {
    const show = async (id: string, email: string) => {
      const one = stranger(gateway);
      const who = await one.post('/register/', factsOf(id) as Record<string, string>);
      const cookie = { cookie: who.cookie };
      const form = { userName: `new.${id}`, email, password: goodPassword };
      const before = performance.now();
      const chosen = await one.post(who.location, { ...form, passwordAgain: goodPassword }, cookie);
      const took = performance.now() - before;
      const page = await one.get(chosen.location, cookie);
      const visit = who.location.split('?')[0] ?? '';
      return { status: chosen.status, text: page.text.replaceAll(visit, ''), took };
    };
    const known = await show('registered', 'stranger@elsewhere.example');
    const unknown = await show('eli', 'stranger@elsewhere.example');
    expect(known).toMatchObject({ status: unknown.status, text: unknown.text });
    // Neither comes before what takes longest.
    expect(Math.min(known.took, unknown.took)).toBeGreaterThan(390);
    expect((await mailsTo(gateway, 'registered@members.example')).map(({ kind }) => kind)).toEqual([
      'ALREADY_REGISTERED',
    ]);
    expect((await mailsTo(gateway, 'stranger@elsewhere.example')).length).toBe(1);
    expect(await accountOf('registered')).toMatchObject({ userName: 'registered' });
  });

  test('in two tabs at once makes one account, whose last link alone works', async () => {
    const tabs = await Promise.all([
      stranger(gateway).register(factsOf('fay'), { userName: 'fay.one', email: 'one@fay.example' }),
      stranger(gateway).register(factsOf('fay'), { userName: 'fay.two', email: 'two@fay.example' }),
    ]);
    expect(tabs.map(({ status }) => status)).toEqual([303, 303]);
    const account = await accountOf('fay');
    const links = await Promise.all(
      ['one@fay.example', 'two@fay.example'].map(async (to) => ({
        to,
        status: (await stranger(gateway).post(pathOf(await linkTo(gateway, to)), {})).status,
      })),
    );
    expect(links.find(({ to }) => to === account?.email)?.status).toBe(303);
    expect(links.find(({ to }) => to !== account?.email)?.status).toBe(410);
  });

  test('under a user name that somebody else has is refused, once it is known who asks', async () => {
    const taken = await stranger(gateway).register(factsOf('gus'), {
      ...chosenBy('gus'),
      userName: 'Registered',
    });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('Somebody else has this user name');
    expect(await accountOf('gus')).toBeNull();
  });

  test.each([
    ['short', 'elevenchars', '12 characters or more'],
    ['common', 'password1234', 'easy to guess'],
    ['a walk over the keyboard', 'qwertyuiop12', 'easy to guess'],
    ['repeated', 'aaaaaaaaaaaaaaaa', 'easy to guess'],
    ['the user name', 'hal.the.very.first', 'other than your user name'],
    ['the address', 'HAL@members.example', 'other than your user name'],
    ['endless', 'quiet rivers '.repeat(20), '256 characters'],
  ])('with a password that is %s is refused', async (_what, password, told) => {
    const answer = await stranger(gateway).register(factsOf('hal'), {
      userName: 'hal.the.very.first',
      email: 'hal@members.example',
      password,
      passwordAgain: password,
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(told);
    const [, field = ''] = /<input([^>]* name="password"[^>]*)>/.exec(answer.text) ?? [];
    expect(field).toContain('type="password"');
    expect(field).not.toContain('value=');
    expect(await accountOf('hal')).toBeNull();
  });

  test('is not signed in at one’s own pages before, and is led to the mail', async () => {
    const one = stranger(gateway);
    await one.register(factsOf('jo'), chosenBy('jo'));
    const form = { userName: 'jo.example', password: goodPassword };
    const answer = await one.post('/account/sign-in', form);
    expect(answer.status).toBe(303);
    expect(answer.cookie).toMatch(/^registration=/);
    const { text } = await one.get(answer.location, { cookie: answer.cookie });
    expect(text).toContain('sent an e-mail to jo@members.example');
    const wrong = await one.post('/account/sign-in', { ...form, password: 'wrong' });
    expect(wrong.status).toBe(401);
  });

  test('goes on only in the browser that has shown who it is, and only from our own pages', async () => {
    const one = stranger(gateway);
    const who = await one.post('/register/', factsOf('ida') as Record<string, string>);
    const form = { ...chosenBy('ida'), password: goodPassword, passwordAgain: goodPassword };
    const without = await one.post(who.location, form);
    expect(without).toMatchObject({ status: 303, location: '/register/?language=en' });
    const evil = { origin: 'https://evil.example', cookie: who.cookie };
    expect((await one.post(who.location, form, evil)).status).toBe(403);
    expect(await accountOf('ida')).toBeNull();
    expect(who.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict/);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/oauth/interaction/x',
    '/oauth/interaction/../../evil',
    '/oauth/interaction/x?next=https://evil.example',
    'javascript:alert(1)',
  ])('leads nowhere but back to an app’s request, and not to %s', async (target) => {
    const one = stranger(gateway);
    const query = `?return=${encodeURIComponent(target)}`;
    for (const path of [
      '/register/verified',
      '/password/changed',
      '/password/sent',
      '/register/',
    ]) {
      const { text } = await one.get(`${path}${query}`);
      expect(text).not.toMatch(/href="[^"]*evil|href="javascript/);
    }
  });
});

describe('a Social Security number', () => {
  test('identifies a member, and is in the database nowhere', async () => {
    const config = readConfig({ NODE_ENV: 'test', DATA_DIR: gateway.dataDirectory });
    const pool = gateway.database.open('cg_import', { connections: 2 });
    const path = `${gateway.dataDirectory}/with-number.ndjson`;
    await writeNdjson(path, [person('zoe', 'O’Hara-García', socialSecurity)]);
    await importFiles({
      paths: [path],
      pool,
      plan,
      defaultLineOfBusiness: null,
      socialSecurityKey: await socialSecurityKey(config),
      progress: () => undefined,
      report: () => undefined,
    });
    await pool.end();
    const answer = await stranger(gateway).register(
      { socialSecurity: '219 09 9999', birthDate: '1970-01-31', familyName: 'ohara garcia' },
      chosenBy('zoe'),
    );
    expect(answer.status).toBe(303);
    expect(await accountOf('zoe')).not.toBeNull();
    const { rows: tables } = await gateway.asAdministrator(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname in ('public', 'health', 'ledger')`,
    );
    const dump: string[] = [];
    for (const { name } of tables) {
      const { rows } = await gateway.asAdministrator(`select t::text as row from ${name} t`);
      dump.push(...rows.map(({ row }: { row: string }) => row));
    }
    expect(dump.some((row) => row.includes('zoe.example'))).toBe(true);
    expect(dump.filter((row) => /219[- ]?09[- ]?9999/.test(row))).toEqual([]);
  });
});
