import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeAppState } from '../../src/apps/app-state.ts';
import { type Answers, questionNames } from '../../src/apps/attestation.ts';
import { registerApp } from '../../src/apps/register-app.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId, mutate, read } from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

describe('the gallery of apps', () => {
  let gateway: TestGateway;
  let partnerId: string;
  let ann: string;
  let plan: { id: string; slug: string };
  let carnet: string;
  let pending: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    partnerId = (await makeApp(gateway)).partnerId;
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [patient('ann')]);
    ann = memberIdOf(plan, 'ann');
    carnet = await add('Carnet Médico', { privacyPolicyUrl: null });
    await add('100% Fit_ness');
    await add('1000 Fitxness', { kind: 'PROVIDER' });
    pending = await add('Carnet Pendiente', {}, 'PENDING');
  }, 60_000);
  afterAll(() => gateway.stop());

  const yes = { answer: 'YES', detail: '' } as const;
  const answersWith = (detail: string): Answers => ({
    sellsData: { answer: 'NO', detail },
    sharesWithThirdParties: { answer: 'NO', detail: '' },
    howDataIsUsed: yes,
    canLimitUse: { answer: 'UNANSWERED', detail: '' },
    canRemoveAccess: yes,
    deletionPolicy: yes,
    tellsOfPrivacyChanges: yes,
    collectsDeviceData: yes,
    security: yes,
    canCorrectData: yes,
    complaintsProcess: yes,
  });
  async function add(
    name: string,
    more: { kind?: 'PROVIDER'; privacyPolicyUrl?: null } = {},
    state: 'APPROVED' | 'PENDING' = 'APPROVED',
  ): Promise<string> {
    const { id } = await registerApp(
      gateway.database,
      { actor: partnerId, actorKind: 'PARTNER' },
      {
        partnerId,
        name,
        kind: more.kind ?? 'THIRD_PARTY_APP',
        privacyPolicyUrl:
          more.privacyPolicyUrl === null ? null : 'https://app.example/privacy?a=1&b=2',
        redirectUris: ['https://app.example/back'],
        answers: answersWith('<b>Never.</b>'),
      },
    );
    if (state === 'PENDING') return id;
    await changeAppState(gateway.database, { actor: 'test', actorKind: 'ADMIN' }, id, {
      state: 'APPROVED',
    });
    return id;
  }
  const found = async (search: string | null, kind: string | null = null): Promise<string[]> =>
    (
      await read(
        gateway,
        asMember(ann),
        'query S($search: String, $kind: AppKind) { apps(first: 100, search: $search, kind: $kind) { nodes { name } } }',
        { search, kind },
      )
    ).apps.nodes.map(({ name }: { name: string }) => name);
  const page = async (path: string, language = 'en-US') => {
    const response = await fetch(`${gateway.baseUrl}${path}`, {
      headers: { 'accept-language': language },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  test.each([
    ['carnet medico', ['Carnet Médico']],
    ['MÉDICO', ['Carnet Médico']],
    ['médico carnet', ['Carnet Médico']],
    ['100%', ['100% Fit_ness']],
    ['fit_ness', ['100% Fit_ness']],
    ['fit', ['100% Fit_ness', '1000 Fitxness']],
    ['pendiente', []],
    ['carnet nobody', []],
    ["'; drop table app; --", []],
    ['\\', []],
  ])('a member who looks for %j finds %j', async (search, names) => {
    expect((await found(search)).sort()).toEqual([...names].sort());
  });

  test('apps are found by who makes them, and by kind', async () => {
    const { name } = await gateway.database.prisma.partner.findUniqueOrThrow({
      where: { id: partnerId },
    });
    expect(await found(name.toUpperCase())).toEqual(
      expect.arrayContaining(['Carnet Médico', '100% Fit_ness']),
    );
    expect(await found('fit', 'PROVIDER')).toEqual(['1000 Fitxness']);
  });

  test('a cursor of one search is no good in another', async () => {
    const first = await read(
      gateway,
      asMember(ann),
      '{ apps(first: 1, search: "fit") { pageInfo { endCursor hasNextPage } } }',
    );
    const { endCursor, hasNextPage } = first.apps.pageInfo;
    expect(hasNextPage).toBe(true);
    const { body } = await gateway.ask(
      `{ apps(first: 1, search: "carnet", after: "${endCursor}") { nodes { name } } }`,
      { as: asMember(ann) },
    );
    expect(body.errors[0].extensions.code).toBe('BAD_CURSOR');
  });

  test('a member sees how many answers warn, and whether they share with it now', async () => {
    const app = await makeApp(gateway);
    const ask = async () =>
      await read(
        gateway,
        asMember(ann),
        `{ shared: app(id: "${globalId('App', app.id)}") { isSharedWith }
             other: app(id: "${globalId('App', carnet)}") { isSharedWith warningCount } }`,
      );
    expect((await ask()).shared.isSharedWith).toBe(false);
    const grant = await makeGrant(gateway, plan, ann, app);
    expect(await ask()).toEqual({
      shared: { isSharedWith: true },
      other: { isSharedWith: false, warningCount: 2 },
    });
    await mutate(
      gateway,
      asMember(ann),
      'revokeGrant',
      { grantId: globalId('Grant', grant.id) },
      'grant { state }',
    );
    expect((await ask()).shared.isSharedWith).toBe(false);
    const { body } = await gateway.ask('{ apps { nodes { isSharedWith } } }', { as: asApp(app) });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test('anybody reads the pages, which run no script and show approved apps alone', async () => {
    const { status, headers, text } = await page('/apps/?search=CARNET');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('Carnet Médico');
    expect(text).toContain('No privacy policy');
    expect(text).not.toContain('Carnet Pendiente');
    expect(text).not.toContain('<script');
    expect((await page('/apps/?search=%00%25_')).status).toBe(200);
    const strange = await page(
      `/apps/?search=${encodeURIComponent('"><script>alert(1)</script>')}`,
    );
    expect(strange.text).not.toContain('<script');
  });

  test('the page of an app has all eleven questions, its warnings, and advice where no policy is', async () => {
    const { text } = await page(`/apps/${carnet}`);
    expect(text.match(/<dt>/g)).toHaveLength(questionNames.length + 2);
    expect(text).toContain('2 answers to think about');
    expect(text).toContain('We advise you not to share with it.');
    // What an app writes is text.
    expect(text).toContain('&lt;b&gt;Never.&lt;/b&gt;');
    const spanish = await page(`/apps/${carnet}`, 'es-MX');
    expect(spanish.headers.get('content-language')).toBe('es');
    expect(spanish.text).toContain('2 respuestas para pensar');
    expect((await page(`/apps/${carnet}?language=en`, 'es')).text).toContain('to think about');
  });

  test('what is pending, unknown or malformed is not there, and nothing is posted', async () => {
    for (const id of [pending, crypto.randomUUID(), 'x', 'x/y', '%00']) {
      expect((await page(`/apps/${id}`)).status, id).toBe(404);
    }
    const posted = await fetch(`${gateway.baseUrl}/apps/`, { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('long lists come in pages, each app once, in the order of their names', async () => {
    for (let n = 0; n < 30; n += 1) await add(`Paged ${String(n).padStart(2, '0')}`);
    const names = (text: string) => text.match(/Paged \d\d/g) ?? [];
    const first = await page('/apps/?search=paged');
    const [, next = ''] = /href="(\?[^"]*after=[^"]*)"/.exec(first.text) ?? [];
    const second = await page(`/apps/${next.replaceAll('&amp;', '&')}`);
    const all = [...Array(30)].map((_, n) => `Paged ${String(n).padStart(2, '0')}`);
    expect([...names(first.text), ...names(second.text)]).toEqual(all);
    expect(second.text).not.toContain('after=');
  });
});
