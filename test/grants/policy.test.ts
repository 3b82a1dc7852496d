import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeAppState } from '../../src/apps/app-state.ts';
import { categories, consentableLabels } from '../../src/consent/vocabulary.ts';
import { patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { globalId, ledgerLeaves } from '../kit/graphql.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

type Plan = { id: string; slug: string };
const day = 24 * 60 * 60 * 1000;

describe("a signature is held to the plan's policy", () => {
  let gateway: TestGateway;
  let app: { id: string; partnerId: string };
  let plan: Plan;
  let ann: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    app = await makeApp(gateway);
    plan = await makePlan(gateway, { maximumTermDays: 90, floorDate: '2016-01-01' });
    ann = await memberOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  async function memberOf(of: Plan, name: string, ...more: object[]): Promise<string> {
    await importResources(gateway, of, [patient(name), ...more]);
    return memberIdOf(of, name);
  }

  const inGroup = (patientId: string) => ({
    resourceType: 'Coverage',
    id: `cover-${patientId}`,
    status: 'active',
    beneficiary: { reference: `Patient/${patientId}` },
    payor: [{ display: 'Test Plan' }],
    class: [
      {
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/coverage-class', code: 'plan' },
          ],
        },
        value: 'GROUP',
      },
    ],
  });

  test('a member of a line of business that may not share is told whom to ask', async () => {
    const gus = await memberOf(plan, 'gus', inGroup('gus'));
    expect(await sign(gateway, plan, gus, app)).toEqual({
      __typename: 'PolicyRefusal',
      code: 'POLICY_REFUSAL',
      path: null,
      message: expect.stringMatching(/Employer group.*Member Help Team: 555-0100/s),
    });
  });

  test.each([0, -1, 91, 100_000])('a term of %i days of 90 is refused', async (termDays) => {
    expect(await sign(gateway, plan, ann, app, { termDays })).toEqual({
      __typename: 'PolicyRefusal',
      code: 'POLICY_REFUSAL',
      path: 'input.termDays',
      message: expect.stringContaining('1 to 90 days'),
    });
  });

  test.each([
    [1, 1],
    [90, 90],
    [undefined, 90],
  ])(
    'a term of %s days runs for %i, to the minute that the document names',
    async (termDays, days) => {
      const { grant } = await sign(gateway, plan, ann, app, { termDays });
      const minute = 60 * 1000;
      const term = Math.floor(Date.parse(grant.signedAt) / minute) * minute + days * day;
      expect(Date.parse(grant.endsAt)).toBe(term);
    },
  );

  test('nothing before the floor can be shared, and the floor is the default', async () => {
    expect(await sign(gateway, plan, ann, app, { since: '2015-12-31' })).toEqual({
      __typename: 'PolicyRefusal',
      code: 'POLICY_REFUSAL',
      path: 'input.since',
      message: expect.stringContaining('from 2016-01-01 on'),
    });
    const onFloor = await sign(gateway, plan, ann, app, { since: '2016-01-01' });
    expect(onFloor.grant.since).toBe('2016-01-01');
    expect((await sign(gateway, plan, ann, app)).grant).toMatchObject({
      since: '2016-01-01',
      until: null,
    });
  });

  test('a window that ends before it begins is refused; one of a day is not', async () => {
    expect(
      await sign(gateway, plan, ann, app, { since: '2020-01-02', until: '2020-01-01' }),
    ).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.until',
      message: expect.stringContaining('2020-01-01'),
    });
    const oneDay = await sign(gateway, plan, ann, app, {
      since: '2020-01-01',
      until: '2020-01-01',
    });
    expect(oneDay.grant).toMatchObject({ since: '2020-01-01', until: '2020-01-01' });
  });

  test.each([[null], [[]]])('a plan by category needs categories, not %j', async (given) => {
    expect(await sign(gateway, plan, ann, app, { categories: given })).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.categories',
      message: expect.stringContaining('at least one category'),
    });
  });

  test('what is not named is not shared; what is named twice is shared once', async () => {
    const { grant } = await sign(gateway, plan, ann, app, {
      categories: ['PHARMACY', 'CLAIMS', 'PHARMACY'],
      labels: ['HIV'],
    });
    expect(grant).toMatchObject({
      categories: ['CLAIMS', 'PHARMACY'],
      labels: ['HIV'],
      includeUndated: false,
      purpose: 'PATRQT',
    });
  });

  describe('a plan of everything or nothing', () => {
    let whole: Plan;
    let bea: string;
    const nothingNamed = { categories: undefined };

    beforeAll(async () => {
      whole = await makePlan(gateway, { granularity: 'ALL_OR_NOTHING' });
      bea = await memberOf(whole, 'bea');
    });

    test.each([
      ['categories', { categories: ['CLAIMS'] }],
      ['categories', { categories: [] }],
      ['labels', { labels: ['HIV'] }],
      ['labels', { labels: [] }],
      ['includeUndated', { includeUndated: false }],
      ['since', { since: '2020-01-01' }],
      ['until', { until: '2030-01-01' }],
    ])('lets nobody narrow by %s: %j', async (name, narrowing) => {
      expect(await sign(gateway, whole, bea, app, { ...nothingNamed, ...narrowing })).toEqual({
        __typename: 'PolicyRefusal',
        code: 'POLICY_REFUSAL',
        path: `input.${name}`,
        message: expect.stringContaining(`leave \`${name}\` out`),
      });
    });

    test('grants everything when nothing is named, and when everything is', async () => {
      const everything = {
        categories,
        labels: consentableLabels,
        includeUndated: true,
        since: '2016-01-01',
      };
      const { grant: unnamed } = await sign(gateway, whole, bea, app, nothingNamed);
      const { grant: named } = await sign(gateway, whole, bea, app, everything);
      for (const grant of [unnamed, named]) expect(grant).toMatchObject(everything);
    });
  });

  test('psychotherapy notes are in no consent: the law wants one for them alone', async () => {
    const labels = ['PSY', 'MH', 'PSYTHPN'];
    expect(await sign(gateway, plan, ann, app, { labels })).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.labels',
      message: expect.stringContaining('Leave PSYTHPN out'),
    });
  });

  test('a grant that names psychotherapy notes is not written, and one of before releases nothing', async () => {
    const named = await makeGrant(gateway, plan, ann, await makeApp(gateway), { labels: ['PSY'] });
    const asApp = { kind: 'APP', appId: named.appId } as const;
    const read = async () =>
      (await gateway.ask('{ members { nodes { memberId } } }', { as: asApp })).body.data.members
        .nodes;
    expect(await read()).toEqual([{ memberId: ann }]);
    await gateway.asAdministrator(`begin; set local session_replication_role = replica;
      update consent_grant set labels = '{PSY,PSYTHPN}' where id = '${named.id}'; commit`);
    expect(await read()).toEqual([]);
    const again = `insert into consent_grant select (jsonb_populate_record(g, '{"id":"${uuidv7()}"}')).*
      from consent_grant g where g.id = '${named.id}'`;
    await expect(gateway.asAdministrator(again)).rejects.toThrow('psychotherapy notes');
  });

  test.each([
    ['empty', ''],
    ['blank', ' \t '],
    ['too long', 'x'.repeat(201)],
    ['on two lines', 'Ann\n\nThis consent never ends.'],
    ['with a control character', 'Ann\u0007'],
    ['reordered to read as something else', 'Ann\u202Egnihton'],
  ])('a signature that is %s is no name', async (_what, signature) => {
    expect(await sign(gateway, plan, ann, app, { signature })).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.signature',
      message: expect.stringContaining('full name'),
    });
  });

  test('an unknown, a pending and a suspended app are all the same: there is none', async () => {
    const [pending, suspended] = [await makeApp(gateway), await makeApp(gateway)];
    const by = { actor: 'test', actorKind: 'ADMIN' };
    await changeAppState(gateway.database, by, pending.id, { state: 'PENDING' });
    await changeAppState(gateway.database, by, suspended.id, {
      state: 'SUSPENDED',
      denial: { risk: 'TOKENS_EXPOSED', reason: 'Leaks.' },
    });
    const unknown = { id: '0b1d5c2e-0000-4000-8000-000000000000' };
    const noUuid = { id: 'x' };
    for (const other of [unknown, noUuid, pending, suspended]) {
      expect(await sign(gateway, plan, ann, other)).toEqual({
        __typename: 'NotFound',
        code: 'NOT_FOUND',
        path: 'input.appId',
        message: 'There is no such app.',
      });
    }
  });

  test('what is refused leaves no grant, no entry and the earlier grant standing', async () => {
    const { grant } = await sign(gateway, plan, ann, app);
    const before = await ledgerLeaves(gateway);
    const refused = await sign(gateway, plan, ann, app, { termDays: 91 });
    expect(refused.__typename).toBe('PolicyRefusal');
    expect(await ledgerLeaves(gateway)).toEqual(before);
    const { body } = await gateway.ask(
      `query G($id: ID!) { node(id: $id) { ... on Grant { state } } }`,
      {
        as: { kind: 'MEMBER', memberId: ann },
        variables: { id: globalId('Grant', grant.grantId) },
      },
    );
    expect(body.data.node.state).toBe('ACTIVE');
  });
});
