import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeAppState, registerApp } from '../../src/apps/apps.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, asPartner, globalId, ledgerLeaves, mutate, read } from '../kit/graphql.ts';
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
  const approve = () =>
    mutate(
      gateway,
      admin,
      'approveApp',
      { appId: globalId('App', app.id) },
      'app { state stateRisk stateReason }',
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
    const suspended = await mutate(
      gateway,
      admin,
      'suspendApp',
      { appId: globalId('App', app.id), risk: 'MALWARE', securityRisk: 'It carries a worm.' },
      'app { state stateRisk }',
    );
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

  test('a risk stands only with a denial', async () => {
    const denial = { reason: 'x', risk: 'MALWARE' } as const;
    const by = { actor: 'test', actorKind: 'ADMIN' };
    await expect(
      changeAppState(gateway.database, by, app.id, 'APPROVED', denial),
    ).rejects.toThrow();
  });
});
