import { readFile } from 'node:fs/promises';
import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { partKinds, recordKinds } from '../../src/records/kinds/all.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { agent, asApp, globalId, ledgerLeaves, mutate } from '../kit/graphql.ts';
import {
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
  recordIdOf,
} from '../kit/world.ts';

const annTells = { memberNumber: 'M-ann', familyName: 'Family-ann', birthDate: '1970-01-31' };
const benTells = { memberNumber: 'M-ben', familyName: 'Family-ben', birthDate: '1970-01-31' };

describe('an agent of the Member Help Team', () => {
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

  const lookUp = (tells: object) =>
    gateway.ask(
      `query C($by: CallerIdentification!) { caller(identification: $by) {
         memberId memberNumber givenNames familyName grants { grantId state app { name } } } }`,
      { as: agent, variables: { by: tells } },
    );
  const lookups = async () =>
    (await ledgerLeaves(gateway)).filter((leaf) => leaf.kind === 'AGENT_LOOKUP');
  const revoke = (tells: object, id = grantId, reason = 'Asked to stop.') =>
    mutate(
      gateway,
      agent,
      'revokeGrantForCaller',
      { grantId: globalId('Grant', id), caller: tells, reason },
      'grant { grantId state }',
    );
  const stands = async () =>
    (
      await gateway.ask(`query M($id: ID!) { member(id: $id) { memberId } }`, {
        as: asApp(app),
        variables: { id: globalId('Member', ann) },
      })
    ).body.data.member !== null;

  test('finds the caller who tells number, family name and date of birth', async () => {
    await makeGrant(gateway, plan, ben, app);
    const { caller } = (await lookUp(annTells)).body.data;
    expect(caller).toMatchObject({
      memberId: ann,
      memberNumber: 'M-ann',
      givenNames: ['Given'],
      familyName: 'Family-ann',
    });
    expect(caller.grants[0]).toEqual({
      grantId,
      state: 'ACTIVE',
      app: { name: expect.stringContaining('App') },
    });
    const { rows } = await gateway.asAdministrator(
      'select id from public.consent_grant where member_id = $1 order by id desc',
      [ann],
    );
    const listed = caller.grants.map((grant: { grantId: string }) => grant.grantId);
    expect(listed).toEqual(rows.map(({ id }) => id));
  });

  const wrong = [
    ['another number', { ...annTells, memberNumber: 'M-ben' }],
    ['no number', { ...annTells, memberNumber: '' }],
    ['a pattern for a number', { ...annTells, memberNumber: '%' }],
    ['another name', { ...annTells, familyName: 'Family-ben' }],
    ['a part of the name', { ...annTells, familyName: 'Family' }],
    ['no name', { ...annTells, familyName: '' }],
    ['another birth date', { ...annTells, birthDate: '1970-01-30' }],
  ] as const;

  test.each(wrong)('finds nobody by %s, and writes the try down', async (_what, tells) => {
    const before = (await lookups()).length;
    expect((await lookUp(tells)).text).toBe('{"data":{"caller":null}}');
    const tries = await lookups();
    expect(tries).toHaveLength(before + 1);
    expect(tries.at(-1)).not.toHaveProperty('member');
    expect(tries.at(-1)).toMatchObject({ what: 'caller', actor: 'development-agent' });
  });

  test('writes down whom they found', async () => {
    await lookUp(annTells);
    expect((await lookups()).at(-1)).toMatchObject({ what: 'caller', member: ann });
  });

  test('finds nobody when two members share all three', async () => {
    const twins = await makePlan(gateway);
    const same = { identifier: patient('twin').identifier, name: patient('twin').name };
    await importResources(gateway, twins, [patient('twin'), patient('other', same)]);
    const tells = { memberNumber: 'M-twin', familyName: 'Family-twin', birthDate: '1970-01-31' };
    expect((await lookUp(tells)).body.data.caller).toBeNull();
  });

  test("revokes the caller's grant at once, and both steps are in the ledger", async () => {
    expect(await revoke(annTells)).toEqual({
      __typename: 'RevokeGrantForCallerPayload',
      grant: { grantId, state: 'REVOKED' },
    });
    expect(await stands()).toBe(false);
    const entries = await ledgerLeaves(gateway);
    expect(
      entries.find((leaf) => leaf.grant === grantId && leaf.kind === 'GRANT_ENDED'),
    ).toMatchObject({
      channel: 'PHONE',
      actorKind: 'AGENT',
      actor: 'development-agent',
      member: ann,
    });
    expect((await lookups()).at(-1)).toMatchObject({ member: ann });
  });

  test.each(wrong)('revokes nothing for %s, and writes the try down', async (_what, tells) => {
    const before = (await lookups()).length;
    expect(await revoke(tells)).toMatchObject({ __typename: 'NotFound', code: 'NOT_FOUND' });
    expect(await stands()).toBe(true);
    expect(await lookups()).toHaveLength(before + 1);
  });

  test("revokes no other caller's grant: it is as unknown as one that never was", async () => {
    const others = await revoke(benTells);
    expect(others).toMatchObject({ __typename: 'NotFound', path: 'input.grantId' });
    expect(await revoke(benTells, '0b1d5c2e-0000-4000-8000-000000000000')).toEqual(others);
    expect(await stands()).toBe(true);
    expect((await lookups()).at(-1)).toMatchObject({ member: ben });
  });

  test.each([
    ['nothing', ''],
    ['blanks', '  '],
    ['a novel', 'x'.repeat(1_001)],
  ])('has to say what was asked for, not %s', async (_what, reason) => {
    expect(await revoke(annTells, grantId, reason)).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.reason',
      message: expect.stringContaining('1000 characters'),
    });
    expect(await stands()).toBe(true);
  });

  test('twice is a conflict', async () => {
    await revoke(annTells);
    expect(await revoke(annTells)).toMatchObject({ code: 'STATE_CONFLICT', path: 'input.grantId' });
  });

  test('sees no health data by any way the schema has', async () => {
    const claim = globalId('Claim', `${ann}.${recordIdOf(plan, 'ExplanationOfBenefit', 'one')}`);
    const ids = [globalId('Member', ann), claim];
    const nodes = await gateway.ask(`query N($ids: [ID!]!) { nodes(ids: $ids) { id } }`, {
      as: agent,
      variables: { ids },
    });
    expect(nodes.body.data).toEqual({ nodes: [null, null] });
    const throughGrant = await gateway.ask(
      `query C($by: CallerIdentification!) { caller(identification: $by) {
         grants { member { memberId } document signature } } }`,
      { as: agent, variables: { by: annTells } },
    );
    const grants: { member: null; document: null }[] = throughGrant.body.data.caller.grants;
    expect(grants.length).toBeGreaterThan(0);
    for (const one of grants)
      expect(one).toEqual({ member: null, document: null, signature: null });
    for (const field of [
      'member(id: "x") { id }',
      'members { nodes { id } }',
      'disclosures { nodes { index } }',
    ]) {
      const answer = await gateway.ask(`{ ${field} }`, { as: agent });
      expect(answer.body.errors, field).toEqual([
        expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
      ]);
    }
  });

  test('no field but those of a member leads to a health type', async () => {
    const schema = buildSchema(await readFile('schema/schema.graphql', 'utf8'));
    const health = new Set(
      [...recordKinds, ...partKinds.map(({ part }) => part)].map((k) => k.name),
    );
    const bare = (type: object) => String(type).replace(/[[\]!]/g, '');
    const ways = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__')
        ? Object.values(type.getFields())
            .filter((field) => health.has(bare(field.type).replace(/(Connection|Edge)$/, '')))
            .map(() => type.name)
        : [],
    );
    const own = [...health].flatMap((name) => [name, `${name}Connection`, `${name}Edge`]);
    expect([...new Set(ways)].filter((name) => !own.includes(name))).toEqual(['Member']);
  });
});
