import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Category, categories } from '../../src/consent/vocabulary.ts';
import { explanationOfBenefit } from '../kit/fhir.ts';
import { everyKind } from '../kit/fhir-kinds.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId, read } from '../kit/graphql.ts';
import {
  type GrantOf,
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
} from '../kit/world.ts';

const daysAgo = (days: number) =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const fiveYears = 5 * 365.25;
/** Within five years, and before and after it. */
const [dayBefore, recently, dayAfter] = [daysAgo(401), daysAgo(400), daysAgo(399)];
const old = '2017-01-01';

const lists = {
  COVERAGE: ['coverages'],
  PAYMENTS: ['payments'],
  PHARMACY: ['medicationRequests', 'medicationDispenses'],
  ENCOUNTERS: ['encounters'],
  CLINICAL: [
    'conditions',
    'observations',
    'procedures',
    'allergies',
    'immunizations',
    'diagnosticReports',
    'documentReferences',
    'carePlans',
    'careTeams',
    'goals',
    'devices',
    'imagingStudies',
  ],
};
const everything = `demographics { id } idCard { subscriberId memberName planName }
  claims { nodes { category submittedAmount { amount } allowedAmount { amount } paidAmount { amount }
    patientAmount { amount } lines { quantity submittedAmount { amount } allowedAmount { amount }
      paidAmount { amount } patientAmount { amount } } diagnoses { sequence } } }
  money: coverages { nodes { benefits { network amount { amount } quantity { value } } } }
  ${Object.values(lists)
    .flat()
    .map((list) => `${list} { nodes { id } }`)
    .join('\n')}`;

describe('a recipient gets what was consented to, and nothing else', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let ann: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [
      ...Object.values(everyKind('ann', recently)),
      explanationOfBenefit('old', 'ann', { date: old }),
    ]);
    ann = memberIdOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  const readAs = async (app: { id: string }, selection = everything) =>
    (
      await read(gateway, asApp(app), `query R($id: ID!) { member(id: $id) { ${selection} } }`, {
        id: globalId('Member', ann),
      })
    ).member;
  async function granted(grant: GrantOf, kind?: Parameters<typeof makeApp>[1]) {
    const app = await makeApp(gateway, kind);
    await makeGrant(gateway, plan, ann, app, { includeUndated: true, ...grant });
    return app;
  }
  /** Every amount of a claim or coverage in an answer, and whether any is there. */
  const amountsOf = (member: object): string[] =>
    [...JSON.stringify(member).matchAll(/"amount":"([^"]+)"/g)].map(([, amount = '']) => amount);

  test.each(categories)('of %s alone: exactly the kinds of that category', async (only) => {
    const member = await readAs(await granted({ categories: [only] }));
    const shown = Object.values(lists)
      .flat()
      .filter((list) => member[list].nodes.length > 0);
    expect(shown.sort()).toEqual(
      [...(Object.entries(lists).find(([category]) => category === only)?.[1] ?? [])].sort(),
    );
    expect(member.demographics !== null).toBe(only === 'DEMOGRAPHICS');
    expect(member.idCard !== null).toBe(only === 'COVERAGE');
    const claims: { category: Category }[] = member.claims.nodes;
    expect(new Set(claims.map(({ category }) => category))).toEqual(
      new Set(['CLAIMS', 'PHARMACY'].filter((category) => category === only)),
    );
    expect(amountsOf(member)).toEqual([]);
  });

  test('an ID card shows the name only where DEMOGRAPHICS is covered', async () => {
    const without = await readAs(await granted({ categories: ['COVERAGE'] }));
    expect(without.idCard).toEqual({
      subscriberId: 'SUB-1',
      memberName: null,
      planName: 'The Product',
    });
    const withName = await readAs(await granted({ categories: ['COVERAGE', 'DEMOGRAPHICS'] }));
    expect(withName.idCard.memberName).toBe('Given Middle Family-ann');
  });

  test('without PAYMENTS every amount is withheld, and nothing else is', async () => {
    const rest = categories.filter((category) => category !== 'PAYMENTS');
    const withMoney = await readAs(await granted({}));
    const without = await readAs(await granted({ categories: rest }));
    expect(amountsOf(withMoney)).toEqual(
      expect.arrayContaining(['120.50', '100.00', '80.25', '20.00']),
    );
    expect(without.payments.nodes).toEqual([]);
    // An amount, and a share of a cost such as 10 %.
    const isMoney = (value: object) => ['amount', 'value'].includes(Object.keys(value).join());
    const bare = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value), (_key, inner) =>
        inner instanceof Object && isMoney(inner) ? null : inner,
      );
    expect({ ...without, payments: null }).toEqual(bare({ ...withMoney, payments: null }));
  });

  test('a claim is reached from its payment only where it is covered too', async () => {
    const payments = 'payments { nodes { typeCode claim { category } } }';
    const app = await granted({ categories: ['PAYMENTS', 'PHARMACY'] });
    const member = await readAs(app, payments);
    const claims = member.payments.nodes.map((node: { claim: object | null }) => node.claim);
    expect(claims).toHaveLength(3);
    expect(claims.filter((claim: object | null) => claim !== null)).toEqual([
      { category: 'PHARMACY' },
    ]);
  });

  test.each(['HEALTH_PLAN', 'PROVIDER'] as const)(
    'a %s never sees money, whatever was signed',
    async (kind) => {
      const member = await readAs(await granted({}, kind));
      expect(amountsOf(member)).toEqual([]);
      expect(member.payments.nodes).toEqual([]);
      expect(member.claims.nodes.length).toBeGreaterThan(0);
      expect(member.money.nodes[0].benefits).toHaveLength(2);
    },
  );

  test('another health plan sees nothing older than five years; a provider and an app do', async () => {
    const claims = 'claims { nodes { serviceDate } }';
    const datesFor = async (kind: 'HEALTH_PLAN' | 'PROVIDER' | 'THIRD_PARTY_APP') =>
      (await readAs(await granted({}, kind), claims)).claims.nodes.map(
        (node: { serviceDate: string }) => node.serviceDate,
      );
    const recent = [recently, recently];
    expect(await datesFor('HEALTH_PLAN')).toEqual(recent);
    expect(await datesFor('PROVIDER')).toEqual([...recent, old]);
    expect(await datesFor('THIRD_PARTY_APP')).toEqual([...recent, old]);
  });

  test('a prior authorisation is for the member and an app, not for a plan or provider', async () => {
    const asked = {
      ...explanationOfBenefit('asked', 'dan', { date: recently }),
      use: 'preauthorization',
    };
    await importResources(gateway, plan, [everyKind('dan')['Patient'] ?? {}, asked]);
    const dan = memberIdOf(plan, 'dan');
    const query = `query R($id: ID!) { member(id: $id) { claims { nodes { use } } } }`;
    const usesFor = async (as: Parameters<typeof read>[1]) =>
      (await read(gateway, as, query, { id: globalId('Member', dan) })).member.claims.nodes;
    for (const [kind, shown] of [
      ['THIRD_PARTY_APP', [{ use: 'preauthorization' }]],
      ['HEALTH_PLAN', []],
      ['PROVIDER', []],
    ] as const) {
      const app = await makeApp(gateway, kind);
      await makeGrant(gateway, plan, dan, app);
      expect(await usesFor(asApp(app)), kind).toEqual(shown);
    }
    expect(await usesFor(asMember(dan))).toEqual([{ use: 'preauthorization' }]);
  });

  test('five years are counted to the day', async () => {
    const [inside, outside] = [
      daysAgo(Math.floor(fiveYears) - 2),
      daysAgo(Math.ceil(fiveYears) + 2),
    ];
    await importResources(gateway, plan, [
      everyKind('eve')['Patient'] ?? {},
      explanationOfBenefit('inside', 'eve', { date: inside }),
      explanationOfBenefit('outside', 'eve', { date: outside }),
    ]);
    const [eve, app] = [memberIdOf(plan, 'eve'), await makeApp(gateway, 'HEALTH_PLAN')];
    await makeGrant(gateway, plan, eve, app);
    const query = `query R($id: ID!) { member(id: $id) { claims { nodes { serviceDate } } } }`;
    const { member } = await read(gateway, asApp(app), query, { id: globalId('Member', eve) });
    expect(member.claims.nodes).toEqual([{ serviceDate: inside }]);
  });

  const claimsBy = (filter: string) =>
    `claims(filter: { ${filter} }) { nodes { serviceDate category } }`;

  test.each([
    ['since: "2000-01-01"', 2],
    ['until: "2099-01-01"', 2],
    ['since: "2000-01-01", until: "2020-01-01"', 0],
    [`since: "${recently}", until: "${recently}"`, 2],
    [`since: "${dayAfter}"`, 0],
    [`until: "${dayBefore}"`, 0],
    [`since: "${dayAfter}", until: "${dayBefore}"`, 0],
    [`categories: [${categories.join(', ')}]`, 2],
    ['categories: [PHARMACY]', 1],
    ['categories: []', 0],
  ])('a filter by %s leaves %i of two claims and adds none', async (filter, count) => {
    const app = await granted({ since: '2020-01-01' });
    const member = await readAs(app, claimsBy(filter));
    expect(member.claims.nodes).toHaveLength(count);
  });

  test('a filter by what is not consented to finds nothing', async () => {
    const app = await granted({ categories: ['PHARMACY'] });
    expect((await readAs(app, claimsBy('categories: [CLAIMS]'))).claims.nodes).toEqual([]);
    const all = await readAs(app, claimsBy(`categories: [${categories.join(', ')}]`));
    expect(all.claims.nodes).toHaveLength(1);
  });

  test('a filter by category chooses records, and takes no amount from them', async () => {
    const amounts = (filter: string) =>
      `claims(filter: { categories: [${filter}] }) { nodes { paidAmount { amount } } } payments(filter: { categories: [${filter}] }) { nodes { id } }`;
    const withMoney = await readAs(await granted({}), amounts('PHARMACY'));
    expect(withMoney).toEqual({
      claims: { nodes: [{ paidAmount: { amount: '80.25' } }] },
      payments: { nodes: [] },
    });
    const without = await readAs(
      await granted({ categories: ['PHARMACY'] }),
      amounts('PHARMACY, PAYMENTS'),
    );
    expect(without).toEqual({ claims: { nodes: [{ paidAmount: null }] }, payments: { nodes: [] } });
  });

  test('what a member files under no date, a filter by date leaves out', async () => {
    const devices = (filter: string) => `devices${filter} { nodes { serviceDate } }`;
    const own = async (filter: string) =>
      (await read(gateway, asMember(ann), `{ viewer { member { ${devices(filter)} } } }`)).viewer
        .member.devices.nodes;
    expect(await own('')).toEqual([{ serviceDate: null }]);
    expect(await own('(filter: { since: "0001-01-01" })')).toEqual([]);
    expect(await own('(filter: { until: "9999-12-31" })')).toEqual([]);
  });
});
