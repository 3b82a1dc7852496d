import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionNames } from '../../src/apps/attestation.ts';
import { changeAppState } from '../../src/apps/apps.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, agent, asApp, asMember, asPartner, auditor, globalId, ledgerLeaves, mutate, read } from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

type App = { id: string; partnerId: string };
type Answer = { answer: 'YES' | 'NO' | 'UNANSWERED'; detail: string };
const staff = { actor: 'test', actorKind: 'ADMIN' };
const answersOf = (one: Answer) => Object.fromEntries(questionNames.map((name) => [name, one]));
const poor = answersOf({ answer: 'UNANSWERED', detail: '' });
const uuidOf = (globalIdText: string) =>
  Buffer.from(globalIdText, 'base64').toString().replace('App:', '');

describe('apps', () => {
  let gateway: TestGateway;
  let mine: App;
  let others: App;
  let ann: string;
  let plan: { id: string; slug: string };

  beforeAll(async () => {
    gateway = await startTestGateway();
    [mine, others] = [await makeApp(gateway), await makeApp(gateway)];
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [patient('ann'), patient('ben')]);
    ann = memberIdOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  const register = (more: Record<string, unknown> = {}) =>
    mutate(
      gateway,
      asPartner(mine),
      'registerApp',
      {
        name: `New ${Math.random()}`,
        kind: 'THIRD_PARTY_APP',
        privacyPolicyUrl: 'https://app.example/privacy',
        redirectUris: ['https://app.example/back'],
        answers: poor,
        ...more,
      },
      'app { id name kind state redirectUris partner { partnerId } privacyAnswers { question answer detail } }',
    );
  const attest = (by: App, id: string, answers: object, more: object = {}) =>
    mutate(
      gateway,
      asPartner(by),
      'attestApp',
      { appId: globalId('App', id), answers, ...more },
      'app { privacyPolicyUrl privacyAnswers { question text answer detail } }',
    );
  const entriesOf = async (id: string) =>
    (await ledgerLeaves(gateway)).filter((leaf) => leaf.subject === id);
  const seenBy = async (as: Parameters<TestGateway['token']>[0]): Promise<string[]> =>
    (await read(gateway, as, '{ apps(first: 100) { nodes { id } } }')).apps.nodes.map(
      (app: { id: string }) => uuidOf(app.id),
    );

  test('a partner registers one of its own; it is pending, and so for nobody else', async () => {
    const { app } = await register({ name: '  Steps ', kind: 'PROVIDER' });
    expect(app).toMatchObject({
      name: 'Steps',
      kind: 'PROVIDER',
      state: 'PENDING',
      redirectUris: ['https://app.example/back'],
      partner: { partnerId: mine.partnerId },
    });
    const id = uuidOf(app.id);
    expect(await seenBy(asPartner(mine))).toContain(id);
    for (const as of [asPartner(others), asMember(ann), asApp(mine)]) {
      expect(await seenBy(as)).not.toContain(id);
      expect((await read(gateway, as, `{ app(id: "${app.id}") { id } }`)).app).toBeNull();
    }
    expect(await entriesOf(id)).toEqual([
      expect.objectContaining({ kind: 'APP_REGISTERED', version: 1, partner: mine.partnerId }),
    ]);
  });

  test.each([
    ['name', { name: '  ' }],
    ['name', { name: 'x'.repeat(101) }],
    ['privacyPolicyUrl', { privacyPolicyUrl: 'http://app.example/privacy' }],
    ['privacyPolicyUrl', { privacyPolicyUrl: 'javascript:alert(1)' }],
    ...[
      '/back',
      'javascript:alert(1)',
      'data:text/html,x',
      'http://app.example/back',
      'https://app.example/back#token',
    ].map((uri) => ['redirectUris', { redirectUris: ['https://app.example/back', uri] }] as const),
    ['answers.security.detail', { answers: { ...poor, security: { answer: 'YES', detail: 'x'.repeat(2_001) } } }],
  ])('a wrong %s is refused: %j', async (path, wrong) => {
    expect(await register(wrong)).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: `input.${path}`,
      message: expect.stringContaining('Wanted'),
    });
  });

  test('a native app may be returned to by its own scheme or on the device itself', async () => {
    const redirectUris = ['example.app:/back', 'http://127.0.0.1:7777/back'];
    expect((await register({ redirectUris })).app.redirectUris).toEqual(redirectUris);
  });

  test('a partner has one app of a name; another partner may have one too', async () => {
    await register({ name: 'Twice' });
    expect(await register({ name: 'Twice' })).toMatchObject({
      __typename: 'InvalidInput',
      path: 'input.name',
    });
    const theirs = await mutate(
      gateway,
      asPartner(others),
      'registerApp',
      { name: 'Twice', kind: 'PROVIDER', redirectUris: [], answers: poor },
      'app { state }',
    );
    expect(theirs.app.state).toBe('PENDING');
  });

  test('answers are given anew, and the earlier ones are kept', async () => {
    const { app } = await register();
    const id = uuidOf(app.id);
    const better = { ...poor, sellsData: { answer: 'NO', detail: 'Never.' } };
    const attested = await attest(mine, id, better, { privacyPolicyUrl: 'https://app.example/2' });
    expect(attested.app.privacyPolicyUrl).toBe('https://app.example/2');
    expect(attested.app.privacyAnswers).toHaveLength(11);
    expect(attested.app.privacyAnswers[0]).toEqual({
      question: 'sellsData',
      text: 'Will this app sell my data?',
      answer: 'NO',
      detail: 'Never.',
    });
    const { rows } = await gateway.asAdministrator(
      'select version, answers from public.app_attestation where app_id = $1 order by version',
      [id],
    );
    expect(rows).toEqual([
      { version: 1, answers: poor },
      { version: 2, answers: better },
    ]);
    expect((await entriesOf(id)).at(-1)).toMatchObject({ kind: 'APP_ATTESTED', attestation: 2 });
  });

  test("nobody attests another's app: it is as unknown as one that never was", async () => {
    const unknown = await attest(mine, '0b1d5c2e-0000-4000-8000-000000000000', poor);
    expect(unknown).toMatchObject({ __typename: 'NotFound', path: 'input.appId' });
    expect(await attest(mine, others.id, poor)).toEqual(unknown);
    expect((await entriesOf(others.id)).map((leaf) => leaf.kind)).not.toContain('APP_ATTESTED');
  });

  test('poor answers never stop an app', async () => {
    const { app } = await register({ privacyPolicyUrl: null, answers: poor });
    const selling = { ...poor, sellsData: { answer: 'YES', detail: 'To anybody.' } };
    await attest(mine, uuidOf(app.id), selling);
    const approved = await mutate(gateway, admin, 'approveApp', { appId: app.id }, 'app { state }');
    expect(approved.app.state).toBe('APPROVED');
    const grant = await makeGrant(gateway, plan, ann, { id: uuidOf(app.id) });
    expect(grant.state).toBe('ACTIVE');
  });

  test('members browse approved apps, and keep sight of those they shared with', async () => {
    const [shared, unshared] = [await makeApp(gateway), await makeApp(gateway)];
    await makeGrant(gateway, plan, ann, shared);
    for (const { id } of [shared, unshared]) {
      await changeAppState(gateway.database, staff, id, 'SUSPENDED', 'Leaks.');
    }
    const browsed = await seenBy(asMember(ann));
    expect(browsed).toEqual(expect.arrayContaining([mine.id, others.id, shared.id]));
    expect(browsed).not.toContain(unshared.id);
    expect(await seenBy(asMember(memberIdOf(plan, 'ben')))).not.toContain(shared.id);
  });

  test('an app sees itself alone; auditors, agents and admins see all', async () => {
    const pending = uuidOf((await register()).app.id);
    expect(await seenBy(asApp(mine))).toEqual([mine.id]);
    for (const as of [auditor, agent, admin]) {
      expect(await seenBy(as)).toEqual(expect.arrayContaining([mine.id, others.id, pending]));
    }
  });

  test('how many grants an app has is for its own partner, and says no more', async () => {
    const app = await makeApp(gateway);
    const first = await makeGrant(gateway, plan, ann, app);
    await makeGrant(gateway, plan, ann, app);
    await makeGrant(gateway, plan, memberIdOf(plan, 'ben'), app);
    expect(first.state).toBe('ACTIVE');
    const query = `query A($id: ID!) { app(id: $id) { grantCounts { active ended expired } redirectUris } }`;
    const ask = (as: Parameters<TestGateway['token']>[0]) =>
      gateway.ask(query, { as, variables: { id: globalId('App', app.id) } });
    const counts = { active: 2, ended: 1, expired: 0 };
    for (const as of [asPartner(app), auditor, admin]) {
      const answer = await ask(as);
      expect(answer.body.data.app.grantCounts).toEqual(counts);
      expect(answer.text).not.toContain(ann);
    }
    expect((await ask(asPartner(mine))).body.data.app.grantCounts).toBeNull();
    for (const as of [asMember(ann), asApp(app), agent]) {
      const answer = await ask(as);
      expect(answer.body.data.app).toEqual({ grantCounts: null, redirectUris: null });
      expect(answer.body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
  });

  test('a partner reads no grant, no member and no health data of anybody', async () => {
    await makeGrant(gateway, plan, ann, mine);
    for (const field of ['grants { nodes { id } }', 'members { nodes { id } }']) {
      const answer = await gateway.ask(`{ ${field} }`, { as: asPartner(mine) });
      expect(answer.body.errors, field).toEqual([
        expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
      ]);
    }
    const node = await read(gateway, asPartner(mine), `{ node(id: "${globalId('Member', ann)}") { id } }`);
    expect(node.node).toBeNull();
  });

  test('pages of apps give each once, whatever the size', async () => {
    const all = await seenBy(admin);
    const paged: string[] = [];
    let after: string | null = null;
    do {
      const { apps } = await read(
        gateway,
        admin,
        `query P($after: String) { apps(first: 3, after: $after) {
           nodes { id } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      paged.push(...apps.nodes.map((app: { id: string }) => uuidOf(app.id)));
      after = apps.pageInfo.hasNextPage ? apps.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(all);
  });
});
