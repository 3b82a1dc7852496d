import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { goodPassword, linkTo, mailsTo, person, stranger } from '../accounts/kit.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { Visitor } from '../kit/visitor.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

/** A member's settings, over HTTP. */
let gateway: TestGateway;
let plan: { id: string; slug: string };
let place = 0;
/** A member of this test alone, at a browser in which they have signed in. */
let ann: { memberId: string; userName: string; email: string; here: Visitor };
const logged: string[] = [];
const another = 'four other blue lamps';
const settings = '/account/settings/';

beforeAll(async () => {
  gateway = await startTestGateway(
    {},
    { log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }) },
  );
  plan = await makePlan(gateway);
  const people = Array.from({ length: 40 }, (_none, at) => person(`ann-${at}`));
  await importResources(gateway, plan, people);
}, 60_000);
beforeEach(async () => {
  ann = await newMember();
});
afterAll(() => gateway?.stop());

async function newMember({ email = `${uuidv7()}@members.example` as string | null } = {}) {
  place += 1;
  const memberId = memberIdOf(plan, `ann-${place}`);
  const userName = `ann_${place}`;
  await createAccount(gateway.database, {
    memberId,
    userName,
    password: goodPassword,
    ...(email === null ? {} : { email, emailVerified: true }),
  });
  return { memberId, userName, email: email ?? '', here: await signIn(userName, goodPassword) };
}

const at = (path: string) => new URL(path, gateway.baseUrl);

async function signIn(userName: string, password: string): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.post(at('/account/sign-in'), { userName, password });
  return visitor;
}

const isSignedIn = async (visitor: Visitor) => (await visitor.get(at(settings))).status === 200;
const accountOf = ({ memberId }: { memberId: string }) =>
  gateway.database.prisma.memberAccount.findUniqueOrThrow({ where: { memberId } });
const kindsTo = async (to: string) => (await mailsTo(gateway, to)).map(({ kind }) => kind);
const newAddress = () => `${uuidv7()}@elsewhere.example`;
const askFor = (email: string, present = goodPassword, { here } = ann) =>
  here.post(at(`${settings}email`), { email, present });
const change = (more: Record<string, string> = {}, { here } = ann) =>
  here.post(at(`${settings}password`), {
    present: goodPassword,
    password: another,
    passwordAgain: another,
    ...more,
  });
const whereTo = ({ location }: { location: URL | undefined }) =>
  location && `${location.pathname}${location.search}`;
const done = (what: string) => `${settings}?done=${what}`;

describe('account settings', () => {
  test('are in the menu, and name what the member shares, each with the way to stop it', async () => {
    const [app, other] = [await makeApp(gateway), await makeApp(gateway)];
    const { id } = await makeGrant(gateway, plan, ann.memberId, app);
    const ended = await makeGrant(gateway, plan, ann.memberId, other);
    await ann.here.post(at(`/account/consents/${ended.id}/stop`), {});
    expect((await ann.here.get(at('/account/'))).text).toContain(`href="${settings}"`);
    const { text } = await ann.here.get(at(settings));
    expect(text).toContain(`href="/account/consents/${id}/stop"`);
    expect(text).not.toContain(`/account/consents/${ended.id}`);
    expect(text).toContain(ann.userName);
    expect(text).toContain(`We write to ${ann.email}.`);
    const spanish = await ann.here.get(at(`${settings}?language=es`));
    expect(spanish.text).toContain('Configuración de la cuenta');
    expect((await stranger(gateway).get(settings)).status).toBe(303);
  });

  test('name what the member shares also where more newer consents have ended than a page holds', async () => {
    const [app, other] = [await makeApp(gateway), await makeApp(gateway)];
    const { id } = await makeGrant(gateway, plan, ann.memberId, app);
    // Each ends the one before.
    for (let time = 0; time < 21; time += 1) await makeGrant(gateway, plan, ann.memberId, other);
    const last = await makeGrant(gateway, plan, ann.memberId, other);
    await ann.here.post(at(`/account/consents/${last.id}/stop`), {});
    const { text } = await ann.here.get(at(settings));
    expect(text.match(/\/account\/consents\/[0-9a-f-]+\/stop/g)).toEqual([
      `/account/consents/${id}/stop`,
    ]);
  });

  test('say that something was done only where it was', async () => {
    await gateway.database.prisma.memberAccount.update({
      where: { memberId: ann.memberId },
      data: { emailVerifiedAt: new Date(Date.now() - 301_000) },
    });
    const notices = async () => {
      const texts = [];
      for (const what of ['language', 'password', 'emailSent', 'email']) {
        texts.push((await ann.here.get(at(done(what)))).text.includes('ds-c-alert--success'));
      }
      return texts;
    };
    expect(await notices()).toEqual([false, false, false, false]);
    await change();
    expect(await notices()).toEqual([false, true, false, false]);
  });

  test('are changed from no other site', async () => {
    const evil = { origin: 'https://evil.example' };
    const email = newAddress();
    for (const [path, form] of [
      ['', { language: 'es' }],
      ['email', { email, present: goodPassword }],
      ['password', { present: goodPassword, password: another, passwordAgain: another }],
    ] as const) {
      expect((await ann.here.post(at(`${settings}${path}`), form, evil)).status).toBe(403);
    }
    expect(await mailsTo(gateway, ann.email)).toEqual([]);
    expect((await accountOf(ann)).language).toBe('en');
  });

  test('in another language hold for mails at once, and for pages at the next sign-in', async () => {
    const saved = await ann.here.post(at(settings), { language: 'es' });
    expect(whereTo(saved)).toBe(done('language'));
    const { text } = await ann.here.get(at(done('language')));
    expect(text).toContain('Desde ahora le escribimos en español');
    const [english] = [{ 'accept-language': 'en-US' }];
    const later = await signIn(ann.userName, goodPassword);
    expect((await later.get(at(settings), english)).text).toContain('<html lang="es">');
    await change();
    expect(await mailsTo(gateway, ann.email)).toMatchObject([
      { kind: 'PASSWORD_CHANGED', language: 'es' },
    ]);
    // What somebody asks for as they sign in counts before what they chose once.
    const asked = new Visitor();
    const form = { userName: ann.userName, password: another };
    await asked.post(at('/account/sign-in?language=en'), form);
    expect((await asked.get(at(settings))).text).toContain('<html lang="en">');
  });
});

describe('a password', () => {
  test('is changed by whoever knows the present one: others are signed out, this browser is not', async () => {
    const other = await signIn(ann.userName, goodPassword);
    const someone = await newMember();
    expect(whereTo(await change())).toBe(done('password'));
    expect(await isSignedIn(ann.here)).toBe(true);
    expect(await isSignedIn(other)).toBe(false);
    expect(await isSignedIn(someone.here)).toBe(true);
    expect(await isSignedIn(await signIn(ann.userName, goodPassword))).toBe(false);
    expect(await isSignedIn(await signIn(ann.userName, another))).toBe(true);
    expect(await kindsTo(ann.email)).toEqual(['PASSWORD_CHANGED']);
  });

  test('is changed once by a form that is sent twice', async () => {
    const all = await Promise.all([change(), change()]);
    all.push(await change());
    for (const answer of all) expect(whereTo(answer)).toBe(done('password'));
    expect(await kindsTo(ann.email)).toEqual(['PASSWORD_CHANGED']);
    // A while later it is no double click any more, but a try with a wrong password.
    await gateway.database.prisma.memberAccount.update({
      where: { memberId: ann.memberId },
      data: { sessionsEndedAt: new Date(Date.now() - 11_000) },
    });
    expect((await change()).status).toBe(401);
  });

  test('is changed, and said to be, by a double click after wrong tries', async () => {
    for (let guess = 0; guess < 4; guess += 1) await change({ present: `guess ${guess}` });
    const all = await Promise.all([change(), change()]);
    for (const answer of all) expect(whereTo(answer)).toBe(done('password'));
    expect(await kindsTo(ann.email)).toEqual(['PASSWORD_CHANGED']);
  });

  test('stays as it is with a wrong present one, and guesses wait as those at the sign-in do', async () => {
    const { passwordHash } = await accountOf(ann);
    for (let guess = 0; guess < 5; guess += 1) {
      const wrong = await change({ present: `guess ${guess}` });
      expect(wrong.status).toBe(401);
      expect(wrong.text).toContain('This is not your present password');
    }
    const waits = await change({ present: 'guess 5' });
    expect(waits.status).toBe(429);
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0);
    // One limit for all places where it can be guessed, whether the guess is right or not.
    expect((await askFor(newAddress())).status).toBe(429);
    const atTheDoor = { userName: ann.userName, password: goodPassword };
    expect((await new Visitor().post(at('/account/sign-in'), atTheDoor)).status).toBe(429);
    expect((await accountOf(ann)).passwordHash).toBe(passwordHash);
    expect(await mailsTo(gateway, ann.email)).toEqual([]);
  });

  test.each([
    ['is too short', { password: 'short', passwordAgain: 'short' }, '12 characters or more'],
    ['is common', { password: 'password1234', passwordAgain: 'password1234' }, 'easy to guess'],
    ['was mistyped', { passwordAgain: 'four other blue lanps' }, 'The two passwords differ'],
  ])('that %s is not set, and is no try', async (_how, more, text) => {
    for (let time = 0; time < 6; time += 1) {
      const answer = await change(more);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(text);
    }
    expect(whereTo(await change())).toBe(done('password'));
  });

  test('that is changed takes away the links that were mailed before', async () => {
    const email = newAddress();
    await askFor(email);
    const link = await linkTo(gateway, email);
    await stranger(gateway).post('/password/forgotten', { userNameOrEmail: ann.userName });
    const reset = await linkTo(gateway, ann.email);
    await change();
    expect((await ann.here.post(link, {})).status).toBe(410);
    expect((await stranger(gateway).get(reset)).status).toBe(410);
    expect((await accountOf(ann)).email).toBe(ann.email);
  });
});

describe('an e-mail address', () => {
  test('is used once its own link was followed and confirmed, and the one before is told of both', async () => {
    const email = newAddress();
    expect(whereTo(await askFor(email))).toBe(done('emailSent'));
    expect((await accountOf(ann)).email).toBe(ann.email);
    expect((await ann.here.get(at(settings))).text).toContain(`sent a link to ${email}`);
    const link = await linkTo(gateway, email);
    expect((await ann.here.get(link)).text).toContain(email);
    expect((await accountOf(ann)).email).toBe(ann.email);
    expect(await kindsTo(ann.email)).toEqual(['EMAIL_CHANGE_ASKED']);

    // A double click, a click a moment after, and the mail opened once more.
    const all = await Promise.all([ann.here.post(link, {}), ann.here.post(link, {})]);
    all.push(await ann.here.post(link, {}), await ann.here.get(link));
    for (const answer of all) expect(whereTo(answer)).toBe(done('email'));
    expect((await accountOf(ann)).email).toBe(email);
    expect(await kindsTo(ann.email)).toEqual(['EMAIL_CHANGE_ASKED', 'EMAIL_CHANGED']);
    expect(await isSignedIn(ann.here)).toBe(true);

    await change();
    expect(await kindsTo(email)).toEqual(['CHANGE_EMAIL', 'PASSWORD_CHANGED']);
  });

  test('stays as it is with a wrong password, an address that is none, or the same one', async () => {
    const email = newAddress();
    expect((await askFor(email, 'a guess of mine')).status).toBe(401);
    expect((await askFor('nowhere')).status).toBe(422);
    expect((await askFor(ann.email.toUpperCase())).status).toBe(422);
    expect(await mailsTo(gateway, email)).toEqual([]);
    expect(await mailsTo(gateway, ann.email)).toEqual([]);
  });

  test('is confirmed by nobody but its member: not signed out, nor signed in as somebody else', async () => {
    const someone = await newMember();
    const email = newAddress();
    await askFor(email);
    const link = await linkTo(gateway, email);
    expect((await someone.here.get(link)).status).toBe(410);
    expect((await someone.here.post(link, {})).status).toBe(410);
    const nobody = await new Visitor().post(link, {});
    expect(nobody.location?.pathname).toBe('/account/sign-in');
    // Their time may have run out before they press the button: the link is not lost.
    expect(nobody.location?.searchParams.get('to')).toBe(link.replace(gateway.baseUrl, ''));
    for (const one of [ann, someone]) expect((await accountOf(one)).email).toBe(one.email);
    // Whoever follows it without a session comes back to it after the sign-in.
    const elsewhere = new Visitor();
    const asked = await elsewhere.get(link);
    const form = { userName: ann.userName, password: goodPassword };
    const back = await elsewhere.post(asked.location ?? '', form);
    expect(back.location?.href).toBe(link);
    expect(whereTo(await elsewhere.post(link, {}))).toBe(done('email'));
  });

  test('that is asked for anew takes the place of the one before; sent twice, it is mailed once', async () => {
    const [first, second] = [newAddress(), newAddress()];
    await Promise.all([askFor(first), askFor(first)]);
    expect(await kindsTo(first)).toEqual(['CHANGE_EMAIL']);
    const before = await linkTo(gateway, first);
    await askFor(second);
    expect((await ann.here.post(before, {})).status).toBe(410);
    expect(whereTo(await ann.here.post(await linkTo(gateway, second), {}))).toBe(done('email'));
    expect((await accountOf(ann)).email).toBe(second);
  });

  test('is asked for no more often than mails are sent, and not after its link has run out', async () => {
    const last = newAddress();
    // Strangers who fill in their own form take nothing from the member.
    const form = { userNameOrEmail: ann.userName };
    for (let time = 0; time < 6; time += 1) {
      await stranger(gateway).post('/password/forgotten', form);
    }
    for (let time = 0; time < 4; time += 1) await askFor(newAddress());
    // Nor does the same form, sent twice, count twice.
    const all = await Promise.all([askFor(last), askFor(last)]);
    for (const answer of [...all, await askFor(last)])
      expect(whereTo(answer)).toBe(done('emailSent'));
    const refused = await askFor(newAddress());
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('We have sent as many links as we may for now');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await gateway.database.prisma.accountLink.updateMany({
      where: { email: last },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await ann.here.post(await linkTo(gateway, last), {})).status).toBe(410);
    expect((await accountOf(ann)).email).toBe(ann.email);
  });

  test('is mailed no more than three links a day, whoever asks and however it is written', async () => {
    const email = newAddress();
    const members = [ann, await newMember(), await newMember(), await newMember()];
    const answers = [];
    for (const one of members) answers.push(await askFor(email, goodPassword, one));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 429]);
    expect(answers.at(-1)?.text).toContain('as many links to this address as we may in a day');
    expect((await askFor(email.toUpperCase(), goodPassword, members.at(-1))).status).toBe(429);
    expect(await kindsTo(email)).toHaveLength(3);
    expect(whereTo(await askFor(newAddress(), goodPassword, members.at(-1)))).toBe(
      done('emailSent'),
    );
  });

  test('is set the same way where the plan made the account without one', async () => {
    const ben = await newMember({ email: null });
    const email = newAddress();
    expect((await ben.here.get(at(settings))).text).toContain('We have no e-mail address of yours');
    await askFor(email, goodPassword, ben);
    expect((await accountOf(ben)).email).toBeNull();
    await ben.here.post(await linkTo(gateway, email), {});
    expect(await accountOf(ben)).toMatchObject({ email, emailVerifiedAt: expect.any(Date) });
    await change({}, ben);
    expect(await kindsTo(email)).toEqual(['CHANGE_EMAIL', 'PASSWORD_CHANGED']);
    // There was no address to take it back to.
    const where = { account: { memberId: ben.memberId }, kind: 'RESTORE_EMAIL' } as const;
    expect(await gateway.database.prisma.accountLink.count({ where })).toBe(0);
  });

  describe('that was changed by somebody who knows the password', () => {
    const own = 'my very own cellar door';
    const reset = (link: string, password = own) =>
      stranger(gateway).post(link.replace(gateway.baseUrl, ''), {
        password,
        passwordAgain: password,
      });
    const confirm = async (email: string, { here } = ann, present = goodPassword) => {
      await here.post(at(`${settings}email`), { email, present });
      await here.post(await linkTo(gateway, email), {});
    };
    const restoreLinks = () =>
      gateway.database.prisma.accountLink.count({
        where: { account: { memberId: ann.memberId }, kind: 'RESTORE_EMAIL', usedAt: null },
      });

    test('is the member’s again, with the account, by the link that was mailed to it', async () => {
      const thief = { ...ann, here: await signIn(ann.userName, goodPassword) };
      const [first, second, third] = [newAddress(), newAddress(), newAddress()];
      await confirm(first, thief);
      const link = await linkTo(gateway, ann.email);
      // All that a thief can do: another password, a second move, a reset, one more change on its way.
      await change({}, thief);
      await confirm(second, thief, another);
      const theirs = await linkTo(gateway, first);
      await stranger(gateway).post('/password/forgotten', { userNameOrEmail: ann.userName });
      const theirReset = await linkTo(gateway, second);
      await askFor(third, another, thief);
      const theirChange = await linkTo(gateway, third);
      expect(await isSignedIn(ann.here)).toBe(false);
      expect(await mailsTo(gateway, ann.email)).toHaveLength(2);

      const path = link.replace(gateway.baseUrl, '');
      const looked = await stranger(gateway).get(path);
      expect(looked.status).toBe(200);
      expect(looked.text).toContain(`${ann.email} is the e-mail address of this account again`);
      expect((await stranger(gateway).get(`${path}&language=es`)).text).toContain('vuelve a ser');
      expect((await reset(link, 'short')).status).toBe(422);
      expect((await accountOf(ann)).email).toBe(second);

      const all = await Promise.all([reset(link), reset(link)]);
      all.push(await reset(link));
      const told = { status: 303, location: '/password/changed?language=en' };
      for (const { status, location } of all) expect({ status, location }).toEqual(told);
      expect(await accountOf(ann)).toMatchObject({
        email: ann.email,
        emailVerifiedAt: expect.any(Date),
      });
      expect(await isSignedIn(thief.here)).toBe(false);
      expect(await isSignedIn(await signIn(ann.userName, another))).toBe(false);
      const back = await signIn(ann.userName, own);
      expect(await isSignedIn(back)).toBe(true);
      expect(await kindsTo(ann.email)).toEqual([
        'EMAIL_CHANGE_ASKED',
        'EMAIL_CHANGED',
        'PASSWORD_CHANGED',
      ]);
      for (const gone of [theirs, theirReset, link]) {
        expect((await reset(gone, 'nine loud paper boats')).status).toBe(410);
      }
      expect((await back.post(theirChange, {})).status).toBe(410);
      expect((await accountOf(ann)).email).toBe(ann.email);
    });

    test('is theirs also after the thief has gone back one step', async () => {
      const [first, second] = [newAddress(), newAddress()];
      await confirm(first);
      const link = await linkTo(gateway, ann.email);
      await confirm(second);
      expect(await restoreLinks()).toBe(2);
      expect((await reset(await linkTo(gateway, first), another)).status).toBe(303);
      expect((await accountOf(ann)).email).toBe(first);
      expect((await reset(link)).status).toBe(303);
      expect((await accountOf(ann)).email).toBe(ann.email);
      expect(await restoreLinks()).toBe(0);
    });

    test('stays changed once three days are over; and no link of another kind is one', async () => {
      const email = newAddress();
      await askFor(email);
      const asked = await linkTo(gateway, email);
      const confirmPath = `${settings}email/confirm`;
      expect((await reset(asked.replace(confirmPath, '/password/restore'))).status).toBe(410);
      await ann.here.post(asked, {});
      const link = await linkTo(gateway, ann.email);
      expect((await reset(link.replace('/restore', '/reset'))).status).toBe(410);
      const where = { account: { memberId: ann.memberId }, kind: 'RESTORE_EMAIL' } as const;
      const row = await gateway.database.prisma.accountLink.findFirstOrThrow({ where });
      const inThreeDays = Date.now() + 72 * 60 * 60_000;
      expect(Math.abs(row.expiresAt.getTime() - inThreeDays)).toBeLessThan(60_000);
      await gateway.database.prisma.accountLink.updateMany({
        where,
        data: { expiresAt: new Date(Date.now() - 1) },
      });
      const late = await reset(link);
      expect(late.status).toBe(410);
      expect(late.text).toContain('call the number on your ID card');
      expect((await accountOf(ann)).email).toBe(email);
      expect(await isSignedIn(ann.here)).toBe(true);
    });
  });

  test('is named in mails and logs no more than the link that goes there', async () => {
    const email = newAddress();
    await askFor(email);
    const link = await linkTo(gateway, email);
    const token = new URL(link).searchParams.get('token') ?? '';
    await ann.here.post(link, {});
    await change();
    const told = (await mailsTo(gateway, ann.email)).map(({ id }) => id);
    for (const id of told) {
      const file = join(gateway.dataDirectory, 'mail', `${id}.eml`);
      const mail = await vi.waitFor(() => readFile(file, 'utf8'), 20_000);
      expect(mail).not.toContain(email);
    }
    const log = logged.join('\n');
    for (const secret of [email, ann.email, token, goodPassword, another]) {
      expect(log).not.toContain(secret);
    }
  });
});
