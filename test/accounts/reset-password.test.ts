import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount } from '../../src/accounts/accounts.ts';
import { MemberSessions } from '../../src/accounts/sessions.ts';
import { createSignIn } from '../../src/accounts/sign-in.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { importResources, makePlan, memberIdOf } from '../kit/world.ts';
import { addressHeader, goodPassword, linkTo, mailsTo, person, stranger } from './kit.ts';

let gateway: TestGateway;
let plan: { id: string; slug: string };
let place = 0;
/** A member of this test alone. */
let ann: { id: string; memberId: string; userName: string; email: string };
const another = 'four other blue lamps';
const hour = 60 * 60 * 1_000;

beforeAll(async () => {
  gateway = await startTestGateway({ CLIENT_ADDRESS_HEADER: addressHeader });
  plan = await makePlan(gateway);
  await importResources(
    gateway,
    plan,
    Array.from({ length: 20 }, (_none, at) => person(`ann-${at}`)),
  );
}, 60_000);
beforeEach(async () => {
  place += 1;
  const memberId = memberIdOf(plan, `ann-${place}`);
  const userName = `ann_${place}`;
  const email = `ann_${place}@members.example`;
  const { id } = await createAccount(gateway.database, {
    memberId,
    userName,
    password: goodPassword,
    email,
    emailVerified: true,
  });
  ann = { id, memberId, userName, email };
});
afterAll(() => gateway?.stop());

const askFor = (userNameOrEmail: string) =>
  stranger(gateway).post('/password/forgotten', { userNameOrEmail });
const pathOf = (link: string) => link.replace(gateway.baseUrl, '');
const linkOf = async () => pathOf(await linkTo(gateway, ann.email));
const setPassword = (link: string, password = another) =>
  stranger(gateway).post(link, { password, passwordAgain: password });
const signIn = (userName: string, password: string) =>
  createSignIn(gateway.database)(userName, password, '192.0.2.7');

describe('a password that was forgotten', () => {
  test.each(['user name', 'address'])('is set anew by a link, by %s, once', async (by) => {
    await askFor(by === 'address' ? ann.email.toUpperCase() : ann.userName.toUpperCase());
    const link = await linkOf();
    expect((await stranger(gateway).get(link)).status).toBe(200);
    // A double click, and a click that comes a moment after.
    const all = await Promise.all([setPassword(link), setPassword(link)]);
    all.push(await setPassword(link));
    const done = { status: 303, location: '/password/changed?language=en' };
    for (const { status, location } of all) expect({ status, location }).toEqual(done);
    expect((await setPassword(link, `${another} else`)).status).toBe(410);
    expect((await stranger(gateway).get(link)).status).toBe(410);
    await gateway.database.prisma.accountLink.updateMany({
      where: { accountId: ann.id },
      data: { usedAt: new Date(Date.now() - 11_000) },
    });
    expect((await setPassword(link)).status).toBe(410);
    expect(await signIn(ann.userName, another)).toMatchObject({ kind: 'SIGNED_IN' });
    expect(await signIn(ann.userName, goodPassword)).toMatchObject({ kind: 'REFUSED' });
    expect((await mailsTo(gateway, ann.email)).map(({ kind }) => kind)).toEqual([
      'RESET_PASSWORD',
      'PASSWORD_CHANGED',
    ]);
  });

  test('is asked for with the same answer, as late, whether there is an account or not', async () => {
    const answers = await Promise.all(
      // An underscore stands for nothing but itself.
      [
        ann.userName,
        ann.email,
        'nobody',
        'nobody@members.example',
        ann.email.replace('_', 'x'),
      ].map(async (one) => {
        const before = performance.now();
        const { status, text, location } = await askFor(one);
        return { answer: { status, text, location }, took: performance.now() - before };
      }),
    );
    for (const { answer, took } of answers) {
      expect(answer).toEqual(answers[0]?.answer);
      expect(took).toBeGreaterThan(240);
    }
    expect((await mailsTo(gateway, ann.email)).length).toBe(2);
  });

  test('is not set by a link that has run out, is another’s kind, or was made up', async () => {
    await askFor(ann.userName);
    const link = await linkOf();
    const row = await gateway.database.prisma.accountLink.findFirstOrThrow({
      where: { accountId: ann.id },
    });
    expect(Math.abs(row.expiresAt.getTime() - Date.now() - hour)).toBeLessThan(60_000);
    const token = new URL(link, gateway.baseUrl).searchParams.get('token') ?? '';
    expect(Buffer.from(row.tokenHash)).toEqual(createHash('sha256').update(token).digest());
    expect((await stranger(gateway).post(`/register/verify?token=${token}`, {})).status).toBe(410);
    await gateway.database.prisma.accountLink.updateMany({
      where: { accountId: ann.id },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await setPassword(link)).status).toBe(410);
    expect((await setPassword('/password/reset?token=made-up')).status).toBe(410);
    expect(await signIn(ann.userName, goodPassword)).toMatchObject({ kind: 'SIGNED_IN' });
  });

  test('is not set to a common one, nor from another site, and the link stays good', async () => {
    await askFor(ann.userName);
    const link = await linkOf();
    expect((await setPassword(link, 'password1234')).text).toContain('easy to guess');
    const form = { password: another, passwordAgain: another };
    const evil = await stranger(gateway).post(link, form, { origin: 'https://evil.example' });
    expect(evil.status).toBe(403);
    expect((await setPassword(link)).status).toBe(303);
  });

  test('ends every session of the member, and of nobody else', async () => {
    const keep = (kind: string, account: string, payload: object) =>
      gateway.database.prisma.oauthArtifact.create({
        data: {
          kind,
          idHash: new Uint8Array(
            createHash('sha256')
              .update(kind + account)
              .digest(),
          ),
          payload,
          expiresAt: new Date(Date.now() + hour),
        },
      });
    const sessions = new MemberSessions(gateway.database);
    const begun = async (memberId: string) => {
      const signedInAt = Math.floor(Date.now() / 1_000);
      return (await sessions.begin({ memberId, signedInAt }, 'en')) ?? 'none was begun';
    };
    const secret = await begun(ann.memberId);
    const other = await begun(memberIdOf(plan, 'ann-0'));
    const someoneElse = memberIdOf(plan, 'ann-0');
    for (const accountId of [ann.memberId, someoneElse]) {
      await keep('Session', accountId, { accountId });
      await keep('Interaction', accountId, { session: { accountId } });
    }
    await askFor(ann.userName);
    await setPassword(await linkOf());
    expect(await sessions.find(secret)).toBeUndefined();
    expect(await sessions.find(other)).toBeDefined();
    const left = await gateway.database.prisma.oauthArtifact.findMany({
      where: { kind: { in: ['Session', 'Interaction'] } },
    });
    expect(left.map(({ payload }) => JSON.stringify(payload)).join()).not.toContain(ann.memberId);
    expect(left.length).toBe(2);
  });

  test('begins no session for whoever signed in before, and only came to it after', async () => {
    const sessions = new MemberSessions(gateway.database);
    const before = await signIn(ann.userName, goodPassword);
    if (before.kind !== 'SIGNED_IN') throw new Error(before.kind);
    await askFor(ann.userName);
    await setPassword(await linkOf());
    expect(await sessions.begin(before, 'en')).toBeUndefined();
    // In the same second, with the new password.
    const after = await signIn(ann.userName, another);
    if (after.kind !== 'SIGNED_IN') throw new Error(after.kind);
    expect(await sessions.find((await sessions.begin(after, 'en')) ?? '')).toBeDefined();
  });

  test('is mailed for five times an hour at most, and with no word of it', async () => {
    const answers = [];
    for (let at = 0; at < 7; at += 1) answers.push((await askFor(ann.userName)).status);
    expect(answers).toEqual(Array(7).fill(303));
    expect((await mailsTo(gateway, ann.email)).length).toBe(5);
  });
});

describe('a password', () => {
  test('is the same however a keyboard composes its letters', async () => {
    await askFor(ann.userName);
    await setPassword(await linkOf(), 'tres jamo\u0301n ﬁnca azul');
    expect(await signIn(ann.userName, 'tres jam\u00f3n finca azul')).toMatchObject({
      kind: 'SIGNED_IN',
    });
  });

  test('of an account that is not verified signs nobody in', async () => {
    await gateway.database.prisma.memberAccount.update({
      where: { id: ann.id },
      data: { emailVerifiedAt: null },
    });
    expect(await signIn(ann.userName, goodPassword)).toEqual({
      kind: 'UNVERIFIED',
      of: { memberId: ann.memberId, email: ann.email },
    });
    expect(await signIn(ann.userName, 'wrong')).toEqual({ kind: 'REFUSED' });
    await askFor(ann.userName);
    expect(await mailsTo(gateway, ann.email)).toEqual([]);
  });
});
