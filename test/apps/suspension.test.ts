import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approveApp } from '../kit/apps.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  ledgerLeaves,
  mutate,
  read,
} from '../kit/graphql.ts';
import { holdHead } from '../kit/sessions.ts';
import {
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
  recordIdOf,
} from '../kit/world.ts';

describe('an admin', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;
  let grantId: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [patient('ann'), explanationOfBenefit('one', 'ann')]);
    ann = memberIdOf(plan, 'ann');
  });
  beforeEach(async () => {
    app = await makeApp(gateway);
    grantId = (await makeGrant(gateway, plan, ann, app)).id;
  });
  afterAll(() => gateway.stop());

  const approve = () => approveApp(gateway, globalId('App', app.id), 'app { state stateReason }');
  const suspend = (securityRisk = 'Its signing key leaked.') =>
    mutate(
      gateway,
      admin,
      'suspendApp',
      { appId: globalId('App', app.id), risk: 'TOKENS_EXPOSED', securityRisk },
      'app { state stateReason }',
    );
  const claim = () =>
    globalId('Claim', `${ann}.${recordIdOf(plan, 'ExplanationOfBenefit', 'one')}`);
  const appReads = () =>
    read(
      gateway,
      asApp(app),
      `query R($id: ID!, $claim: ID!) { member(id: $id) { claims { nodes { id } } }
         members { nodes { id } } node(id: $claim) { id } }`,
      { id: globalId('Member', ann), claim: claim() },
    );
  const stateTo = async (as: Parameters<TestGateway['token']>[0]) =>
    (
      await read(gateway, as, `query G($id: ID!) { node(id: $id) { ... on Grant { state } } }`, {
        id: globalId('Grant', grantId),
      })
    ).node.state;

  test('suspends an app: it reads nothing from the next read on, by any way', async () => {
    expect(await appReads()).toMatchObject({ member: { claims: { nodes: [{}] } } });
    expect(await suspend()).toEqual({
      __typename: 'SuspendAppPayload',
      app: { state: 'SUSPENDED', stateReason: 'Its signing key leaked.' },
    });
    expect(await appReads()).toEqual({ member: null, members: { nodes: [] }, node: null });
  });

  test('and its grants read SUSPENDED, though nobody ended them', async () => {
    await suspend();
    for (const as of [asApp(app), asMember(ann), auditor])
      expect(await stateTo(as)).toBe('SUSPENDED');
    const { rows } = await gateway.asAdministrator(
      'select state, version from public.consent_grant where id = $1',
      [grantId],
    );
    expect(rows).toEqual([{ state: 'ACTIVE', version: 1 }]);
  });

  test('reinstates it: its grants hold again, and the reason is gone', async () => {
    await suspend();
    expect(await approve()).toEqual({
      __typename: 'ApproveAppPayload',
      app: { state: 'APPROVED', stateReason: null },
    });
    expect(await stateTo(asApp(app))).toBe('ACTIVE');
    expect(await appReads()).toMatchObject({ member: { claims: { nodes: [{}] } } });
  });

  test('has to name the risk, and each change is in the ledger without it', async () => {
    for (const risk of ['', '  ', 'x'.repeat(1_001)]) {
      expect(await suspend(risk)).toMatchObject({
        __typename: 'InvalidInput',
        path: 'input.securityRisk',
        message: expect.stringContaining('1 to 1000 characters'),
      });
    }
    await suspend();
    await approve();
    const changes = (await ledgerLeaves(gateway)).filter(
      (leaf) => leaf.subject === app.id && leaf.kind === 'APP_STATE_CHANGED',
    );
    expect(changes.map(({ state, actorKind }) => [state, actorKind]).slice(-2)).toEqual([
      ['SUSPENDED', 'ADMIN'],
      ['APPROVED', 'ADMIN'],
    ]);
    expect(JSON.stringify(changes)).not.toContain('leaked');
  });

  test('nothing is signed for an app that was suspended while the signature waited', async () => {
    const other = await makeApp(gateway);
    const held = await holdHead(gateway.url);
    const suspending = mutate(
      gateway,
      admin,
      'suspendApp',
      { appId: globalId('App', other.id), risk: 'MALWARE', securityRisk: 'A worm.' },
      'app { state }',
    );
    await held.waiters(1);
    const refused = expect(makeGrant(gateway, plan, ann, other)).rejects.toThrow('no such app');
    await held.waiters(2);
    await held.release();
    expect((await suspending).app.state).toBe('SUSPENDED');
    await refused;
    const where = { appId: other.id };
    expect(await gateway.database.prisma.grant.count({ where })).toBe(0);
  });

  test('is told when there is nothing to change, and when there is no such app', async () => {
    expect(await approve()).toMatchObject({ __typename: 'StateConflict', path: 'input.appId' });
    await suspend();
    expect(await suspend()).toMatchObject({ __typename: 'StateConflict', path: 'input.appId' });
    const unknown = globalId('App', '0b1d5c2e-0000-4000-8000-000000000000');
    expect(await approveApp(gateway, unknown)).toMatchObject({
      __typename: 'NotFound',
      path: 'input.appId',
    });
  });

  test('is the only one who may', async () => {
    for (const as of [asPartner(app), asApp(app), asMember(ann), auditor]) {
      for (const [name, more] of [
        ['approveApp', ', version: 1'],
        ['suspendApp', ', risk: MALWARE, securityRisk: "x"'],
      ]) {
        const { body } = await gateway.ask(
          `mutation S($id: ID!) { ${name}(input: { appId: $id${more} }) { __typename } }`,
          { as, variables: { id: globalId('App', app.id) } },
        );
        expect(body.errors).toEqual([
          expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
        ]);
      }
    }
    expect(await stateTo(asApp(app))).toBe('ACTIVE');
  });

  test('reads no health data', async () => {
    const { nodes } = await read(
      gateway,
      admin,
      `query N($ids: [ID!]!) { nodes(ids: $ids) { id } }`,
      {
        ids: [globalId('Member', ann), claim()],
      },
    );
    expect(nodes).toEqual([null, null]);
  });
});
