import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { questionNames } from '../../src/apps/attestation.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asMember, asPartner, globalId, ledgerLeaves, mutate, read } from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';

type App = { id: string; partnerId: string };
type Answer = { answer: 'YES' | 'NO' | 'UNANSWERED'; detail: string };
const yes: Answer = { answer: 'YES', detail: '' };
/** What makeApp has an app say. */
const first = Object.fromEntries(questionNames.map((name) => [name, yes]));
const privacyPolicyUrl = 'https://app.example/privacy';

describe('what an app says of itself, from version to version', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.stop());

  const attest = (app: App, answers: object, policy: string | null = privacyPolicyUrl) =>
    mutate(
      gateway,
      asPartner(app),
      'attestApp',
      { appId: globalId('App', app.id), answers, privacyPolicyUrl: policy },
      'app { attestations { version } }',
    );
  const changes = `{ privacyPolicyChanged answers { question before { answer detail } after { answer detail } } }`;
  const versionsOf = async (app: App) =>
    (
      await read(
        gateway,
        asMember(app.id),
        `{ app(id: "${globalId('App', app.id)}") { privacyAnswers { answer }
           attestations { version attestedAt privacyPolicyUrl changes ${changes} } } }`,
      )
    ).app.attestations;
  const since = async (app: App, version: number) =>
    (
      await read(
        gateway,
        asMember(app.id),
        `{ app(id: "${globalId('App', app.id)}") { privacyAnswerChanges(sinceVersion: ${version}) ${changes} } }`,
      )
    ).app.privacyAnswerChanges;
  const toldTo = async (app: App) =>
    (
      await gateway.asAdministrator(
        `select kind, facts from public.app_news where app_id = $1 order by id`,
        [app.id],
      )
    ).rows;

  test('is changed four times a day at most: each change is a mail to all who share', async () => {
    const app = await makeApp(gateway);
    for (const detail of ['a', 'b', 'c']) {
      await attest(app, { ...first, sellsData: { answer: 'NO', detail } });
    }
    expect(await attest(app, first)).toMatchObject({ __typename: 'StateConflict' });
    await gateway.asAdministrator(
      `begin; set local session_replication_role = replica;
       update public.app_attestation set attested_at = attested_at - interval '25 hours' where app_id = '${app.id}';
       commit`,
    );
    expect(await attest(app, first)).toMatchObject({ __typename: 'AttestAppPayload' });
  });

  test('each version tells what it says otherwise than the one before', async () => {
    const app = await makeApp(gateway);
    await attest(app, { ...first, sellsData: { answer: 'NO', detail: 'Never.' } });
    await attest(app, { ...first, sellsData: { answer: 'NO', detail: 'Not yet.' } }, null);
    const versions = await versionsOf(app);
    const before = { answer: 'NO', detail: 'Never.' };
    expect(versions).toEqual([
      {
        version: 3,
        attestedAt: expect.any(String),
        privacyPolicyUrl: null,
        changes: {
          privacyPolicyChanged: true,
          answers: [{ question: 'sellsData', before, after: { answer: 'NO', detail: 'Not yet.' } }],
        },
      },
      {
        version: 2,
        attestedAt: expect.any(String),
        privacyPolicyUrl,
        changes: {
          privacyPolicyChanged: false,
          answers: [{ question: 'sellsData', before: yes, after: before }],
        },
      },
      { version: 1, attestedAt: expect.any(String), privacyPolicyUrl, changes: null },
    ]);
  });

  test('and what changed since an earlier one, over all between', async () => {
    const app = await makeApp(gateway);
    const no = { answer: 'NO', detail: '' };
    await attest(app, { ...first, sellsData: no, security: no });
    await attest(app, { ...first, security: no });
    expect(await since(app, 1)).toEqual({
      privacyPolicyChanged: false,
      answers: [{ question: 'security', before: yes, after: no }],
    });
    expect(await since(app, 3)).toEqual({ privacyPolicyChanged: false, answers: [] });
    for (const none of [0, 4, -1]) expect(await since(app, none)).toBeNull();
  });

  test('those who share with it are told of a change, and of nothing where there is none', async () => {
    const app = await makeApp(gateway);
    await attest(app, first);
    expect(await toldTo(app)).toEqual([]);
    const no = { answer: 'NO', detail: 'A secret of the app.' };
    await attest(app, { ...first, canLimitUse: no }, 'https://app.example/other');
    const [told] = await toldTo(app);
    expect(told).toMatchObject({
      kind: 'APP_ANSWERS_CHANGED',
      facts: {
        changes: [{ question: 'canLimitUse', before: 'YES', after: 'NO' }],
        privacyPolicyChanged: true,
      },
    });
  });

  test('each version has an entry of the ledger, which holds none of its words', async () => {
    const app = await makeApp(gateway);
    await attest(app, { ...first, sellsData: { answer: 'NO', detail: 'Words of its own.' } });
    const entries = (await ledgerLeaves(gateway)).filter(({ subject }) => subject === app.id);
    expect(entries.at(-1)).toMatchObject({ kind: 'APP_ATTESTED', attestation: 2 });
    expect(JSON.stringify(entries)).not.toContain('Words of its own');
  });
});
