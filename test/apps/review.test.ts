import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { registerApp } from '../../src/apps/register-app.ts';
import { versionSeen } from '../kit/apps.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  asMember,
  asPartner,
  globalId,
  ledgerLeaves,
  mutate,
  read,
} from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';

type App = { id: string; partnerId: string };
const unanswered = { answer: 'UNANSWERED', detail: '' } as const;

describe('the review of apps', () => {
  let gateway: TestGateway;
  let app: App;

  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  beforeEach(async () => {
    const { partnerId } = await makeApp(gateway);
    const { id } = await registerApp(
      gateway.database,
      { actor: partnerId, actorKind: 'PARTNER' },
      {
        partnerId,
        name: `Waiting ${partnerId}`,
        kind: 'THIRD_PARTY_APP',
        privacyPolicyUrl: null,
        redirectUris: ['https://app.example/back'],
        answers: {
          sellsData: { answer: 'YES', detail: 'To anybody.' },
          sharesWithThirdParties: unanswered,
          howDataIsUsed: unanswered,
          canLimitUse: unanswered,
          canRemoveAccess: unanswered,
          deletionPolicy: unanswered,
          tellsOfPrivacyChanges: unanswered,
          collectsDeviceData: unanswered,
          security: unanswered,
          canCorrectData: unanswered,
          complaintsProcess: unanswered,
        },
      },
    );
    app = { id, partnerId };
  });
  afterAll(() => gateway.stop());

  const reason = 'Tokens stand in a public file. Take them out, and make new ones.';
  const refuse = (more: Record<string, unknown> = {}) =>
    mutate(
      gateway,
      admin,
      'refuseApp',
      {
        appId: globalId('App', app.id),
        risk: 'TOKENS_EXPOSED',
        securityRisk: reason,
        ...more,
      },
      'app { state stateRisk stateReason }',
    );
  const versionOf = () => versionSeen(gateway, globalId('App', app.id));
  const approve = async (version?: number) =>
    mutate(
      gateway,
      admin,
      'approveApp',
      { appId: globalId('App', app.id), version: version ?? (await versionOf()) },
      'app { state stateRisk stateReason }',
    );
  const suspend = () =>
    mutate(
      gateway,
      admin,
      'suspendApp',
      { appId: globalId('App', app.id), risk: 'MALWARE', securityRisk: 'It carries a worm.' },
      'app { state stateRisk }',
    );
  const queue = async (state: string): Promise<string[]> =>
    (
      await read(gateway, admin, `{ apps(state: ${state}, first: 100) { nodes { id state } } }`)
    ).apps.nodes.map(({ id }: { id: string }) => id);

  test('its queue holds what is pending, and nothing that was decided', async () => {
    const id = globalId('App', app.id);
    expect(await queue('PENDING')).toContain(id);
    expect(await queue('APPROVED')).not.toContain(id);
    await refuse();
    expect(await queue('PENDING')).not.toContain(id);
    expect(await queue('REFUSED')).toContain(id);
  });

  test('a security risk refuses an app, and its partner reads which and what would mend it', async () => {
    expect((await refuse()).app).toEqual({
      state: 'REFUSED',
      stateRisk: 'TOKENS_EXPOSED',
      stateReason: reason,
    });
    const { app: seen } = await read(
      gateway,
      asPartner(app),
      `{ app(id: "${globalId('App', app.id)}") { state stateRisk stateReason } }`,
    );
    expect(seen).toEqual({ state: 'REFUSED', stateRisk: 'TOKENS_EXPOSED', stateReason: reason });
    expect((await approve()).app).toEqual({
      state: 'APPROVED',
      stateRisk: null,
      stateReason: null,
    });
  });

  test('nothing else does: poor answers are no risk that can be named', async () => {
    const { body } = await gateway.ask(
      `mutation R($id: ID!) { refuseApp(input: { appId: $id, risk: POOR_ANSWERS, securityRisk: "Sells data." }) {
         __typename } }`,
      { as: admin, variables: { id: globalId('App', app.id) } },
    );
    expect(body.errors[0].message).toContain('POOR_ANSWERS');
    for (const nothing of ['', '   ']) {
      expect(await refuse({ securityRisk: nothing })).toMatchObject({
        __typename: 'InvalidInput',
        path: 'input.securityRisk',
      });
    }
    expect((await approve()).app.state).toBe('APPROVED');
  });

  test('what was approved is suspended, not refused', async () => {
    await approve();
    expect(await refuse()).toMatchObject({ __typename: 'StateConflict', path: 'input.appId' });
    const suspended = await suspend();
    expect(suspended.app).toEqual({ state: 'SUSPENDED', stateRisk: 'MALWARE' });
  });

  test('the ledger holds the code of the risk, and none of the words', async () => {
    await refuse();
    const entries = (await ledgerLeaves(gateway)).filter(({ subject }) => subject === app.id);
    expect(entries.at(-1)).toMatchObject({
      kind: 'APP_STATE_CHANGED',
      state: 'REFUSED',
      risk: 'TOKENS_EXPOSED',
    });
    expect(JSON.stringify(entries)).not.toContain('public file');
  });

  test('what is approved is what was looked at: an address that came in its place waits', async () => {
    const lookedAt = await versionOf();
    await mutate(
      gateway,
      asPartner(app),
      'updateApp',
      { appId: globalId('App', app.id), redirectUris: ['https://elsewhere.example/back'] },
      'app { redirectUris }',
    );
    expect(await approve(lookedAt)).toMatchObject({
      __typename: 'StateConflict',
      path: 'input.version',
    });
    expect((await approve(await versionOf())).app.state).toBe('APPROVED');
  });

  test('of two who decide at once one does, and the other is told', async () => {
    const version = await versionOf();
    const both = await Promise.all([approve(version), refuse()]);
    expect(both.map(({ __typename }) => __typename).sort()).toContain('StateConflict');
    expect((await queue('APPROVED')).concat(await queue('REFUSED'))).toContain(
      globalId('App', app.id),
    );
    const suspensions = await Promise.all([suspend(), suspend()]);
    const done = suspensions.filter(({ __typename }) => __typename === 'SuspendAppPayload');
    expect(done.length).toBeLessThanOrEqual(1);
  });

  test('the words for its partner are read by no member, and by no other partner', async () => {
    await approve();
    const query = `{ app(id: "${globalId('App', app.id)}") { stateReason } }`;
    const { body } = await gateway.ask(query, { as: asMember(uuidv7()) });
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    await suspend();
    expect((await read(gateway, asPartner(app), query)).app.stateReason).toBe('It carries a worm.');
    const other = await makeApp(gateway);
    expect((await read(gateway, asPartner(other), query)).app).toBeNull();
  });
});
