import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  asApp,
  asMember,
  auditor,
  globalId,
  ledgerLeaves,
  letTermRunOut,
  mutate,
  read,
} from '../kit/graphql.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

const unknownGrant = '0b1d5c2e-0000-4000-8000-000000000000';

describe('a member revokes', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let app: { id: string; partnerId: string };
  let ann: string;
  let ben: string;
  let grantId: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [
      patient('ann'),
      patient('ben'),
      explanationOfBenefit('one', 'ann'),
    ]);
    ann = memberIdOf(plan, 'ann');
    ben = memberIdOf(plan, 'ben');
  });
  beforeEach(async () => {
    app = await makeApp(gateway);
    grantId = (await makeGrant(gateway, plan, ann, app)).id;
  });
  afterAll(() => gateway.stop());

  const revoke = (by: string, id: string, reason?: string | null) =>
    mutate(
      gateway,
      asMember(by),
      'revokeGrant',
      { grantId: globalId('Grant', id), reason },
      'grant { grantId version state endedAt endedBy { by channel reason } }',
    );
  const appReads = async () =>
    (
      await gateway.ask(`query C($id: ID!) { member(id: $id) { claims { nodes { id } } } }`, {
        as: asApp(app),
        variables: { id: globalId('Member', ann) },
      })
    ).text;

  test('nothing when the term is over: that has ended it', async () => {
    await letTermRunOut(gateway, grantId);
    expect(await revoke(ann, grantId)).toMatchObject({ __typename: 'StateConflict' });
  });

  test('and nothing is released from the next read on', async () => {
    expect(await appReads()).toContain('"nodes":[{');
    const before = Date.now();
    const { grant } = await revoke(ann, grantId, 'I changed my mind.');
    expect(grant).toEqual({
      grantId,
      version: 2,
      state: 'REVOKED',
      endedAt: expect.any(String),
      endedBy: { by: 'MEMBER', channel: 'ONLINE', reason: 'I changed my mind.' },
    });
    expect(Date.parse(grant.endedAt)).toBeGreaterThanOrEqual(before);
    expect(await appReads()).toBe('{"data":{"member":null}}');
  });

  test('and the ledger tells of it once, without the reason', async () => {
    await revoke(ann, grantId, 'Because of Doctor Moriarty.');
    const ends = (await ledgerLeaves(gateway)).filter((leaf) => leaf.grant === grantId);
    expect(ends).toEqual([
      expect.objectContaining({
        kind: 'GRANT_ENDED',
        state: 'REVOKED',
        channel: 'ONLINE',
        actor: ann,
        actorKind: 'MEMBER',
        subject: grantId,
        version: 2,
        member: ann,
        app: app.id,
      }),
    ]);
    expect(JSON.stringify(ends)).not.toContain('Moriarty');
  });

  test.each([undefined, null, '', '  '])('without having to say why: %j', async (reason) => {
    const { grant } = await revoke(ann, grantId, reason);
    expect(grant.endedBy.reason).toBe('Not stated.');
  });

  test('but not in more words than are kept: nothing is cut off', async () => {
    expect(await revoke(ann, grantId, 'x'.repeat(1_001))).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      message: expect.stringContaining('1000 characters'),
      path: 'input.reason',
    });
    expect(await appReads()).toContain('"nodes":[{');
  });

  test("another's grant is as unknown as one that never was", async () => {
    const others = await revoke(ben, grantId);
    expect(others).toEqual({
      __typename: 'NotFound',
      code: 'NOT_FOUND',
      message: 'There is no such grant.',
      path: 'input.grantId',
    });
    expect(await revoke(ben, unknownGrant)).toEqual(others);
    expect(await revoke(ben, 'no-uuid')).toEqual(others);
    expect(await appReads()).toContain('"nodes":[{');
  });

  test('twice is a conflict, and the first revocation stays as it was', async () => {
    await revoke(ann, grantId, 'First.');
    expect(await revoke(ann, grantId, 'Second.')).toEqual({
      __typename: 'StateConflict',
      code: 'STATE_CONFLICT',
      message: 'The grant has ended already.',
      path: 'input.grantId',
    });
    const { node } = await read(
      gateway,
      auditor,
      `query G($id: ID!) { node(id: $id) { ... on Grant { version endedBy { reason } } } }`,
      { id: globalId('Grant', grantId) },
    );
    expect(node).toEqual({ version: 2, endedBy: { reason: 'First.' } });
  });

  test('several times at once, and one of them did it', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => revoke(ann, grantId)));
    const kinds = answers.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual([
      'RevokeGrantPayload',
      'StateConflict',
      'StateConflict',
      'StateConflict',
    ]);
  });

  test('and may sign again, as a new grant', async () => {
    await revoke(ann, grantId);
    const again = await makeGrant(gateway, plan, ann, app);
    expect(again.id).not.toBe(grantId);
    expect(await appReads()).toContain('"nodes":[{');
  });

  test('and the app is told that it ended and how, not why or by whom', async () => {
    await revoke(ann, grantId, 'Private.');
    const query = `query G($id: ID!) { node(id: $id) { ... on Grant { state endedAt endedBy { reason } } } }`;
    const answer = await gateway.ask(query, {
      as: asApp(app),
      variables: { id: globalId('Grant', grantId) },
    });
    expect(answer.body.data.node).toEqual({
      state: 'REVOKED',
      endedAt: expect.any(String),
      endedBy: null,
    });
    expect(answer.text).not.toContain('Private.');
  });

  test.each([
    ['an app', 'APP'],
    ['a partner', 'PARTNER'],
    ['an auditor', 'AUDITOR'],
    ['an agent', 'AGENT'],
    ['an admin', 'ADMIN'],
  ] as const)('%s does not', async (_who, kind) => {
    const holder =
      kind === 'APP'
        ? asApp(app)
        : kind === 'PARTNER'
          ? ({ kind, partnerId: app.partnerId } as const)
          : ({ kind } as const);
    const answer = await gateway.ask(
      `mutation R($id: ID!) { revokeGrant(input: { grantId: $id }) { __typename } }`,
      { as: holder, variables: { id: globalId('Grant', grantId) } },
    );
    expect(answer.body).toMatchObject({
      data: { revokeGrant: null },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await appReads()).toContain('"nodes":[{');
  });
});
