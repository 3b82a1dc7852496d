import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionNames } from '../../src/apps/attestation.ts';
import { approveApp } from '../kit/apps.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  asApp,
  asMember,
  asPartner,
  globalId,
  ledgerLeaves,
  mutate,
  read,
} from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

type App = { id: string; partnerId: string };
type Answer = { answer: 'YES' | 'NO' | 'UNANSWERED'; detail: string };
const answersOf = (one: Answer) => Object.fromEntries(questionNames.map((name) => [name, one]));
const poor = answersOf({ answer: 'UNANSWERED', detail: '' });
const uuidOf = (globalIdText: string) =>
  Buffer.from(globalIdText, 'base64').toString().replace('App:', '');

describe('a partner and its apps', () => {
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
    ['redirectUris', { redirectUris: ['https://app.example/back', '/back'] }],
    ['redirectUris', { redirectUris: ['https://app.example/back', 'javascript:alert(1)'] }],
    ['redirectUris', { redirectUris: ['https://app.example/back', 'data:text/html,x'] }],
    ['redirectUris', { redirectUris: ['https://app.example/back', 'http://app.example/back'] }],
    [
      'redirectUris',
      { redirectUris: ['https://app.example/back', 'https://app.example/back#token'] },
    ],
    [
      'answers.security.detail',
      { answers: { ...poor, security: { answer: 'YES', detail: 'x'.repeat(2_001) } } },
    ],
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

  test('a partner registers a hundred apps and no more, also when it registers many at once', async () => {
    const many = await makeApp(gateway);
    // Without an entry in the ledger for each, which the triggers want.
    await gateway.asAdministrator(`begin;
      set local session_replication_role = replica;
      insert into public.app (id, partner_id, name, kind)
        select gen_random_uuid(), '${many.partnerId}', n::text, 'PROVIDER' from generate_series(1, 98) n;
      commit`);
    const answers = await Promise.all(
      ['one', 'another', 'a third'].map((name) =>
        mutate(
          gateway,
          asPartner(many),
          'registerApp',
          { name, kind: 'PROVIDER', redirectUris: [], answers: poor },
          'app { state }',
        ),
      ),
    );
    const [refused, ...further] = answers.filter(({ app }) => app === undefined);
    expect(further).toHaveLength(1);
    expect(refused).toEqual({
      __typename: 'StateConflict',
      code: 'STATE_CONFLICT',
      message: expect.stringMatching(/^You have 100 apps/),
      path: null,
    });
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
    const approved = await approveApp(gateway, app.id);
    expect(approved.app.state).toBe('APPROVED');
    const grant = await makeGrant(gateway, plan, ann, { id: uuidOf(app.id) });
    expect(grant.state).toBe('ACTIVE');
  });
});
