import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { condition, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, asMember, globalId, read } from '../kit/graphql.ts';
import {
  importResources,
  makeApp,
  makeGrant,
  makePlan,
  memberIdOf,
  recordIdOf,
} from '../kit/world.ts';

/** 45 conditions: 20 on days of their own, 15 on one day, 10 without a date. */
const dates = [
  ...Array.from({ length: 20 }, (_, day) => `2020-03-${String(day + 1).padStart(2, '0')}`),
  ...Array.from({ length: 15 }, () => '2020-03-10'),
  ...Array.from({ length: 10 }, () => undefined),
];

type Page = {
  nodes: { id: string; serviceDate: string | null }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
};

describe('pages of records', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let ann: string;

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [
      patient('ann'),
      patient('ben'),
      ...dates.map((date, index) => condition(`c${index}`, 'ann', 'J06.9', date)),
      condition('c0-ben', 'ben', 'J06.9', '2020-01-01'),
      condition('c1-ben', 'ben', 'J06.9', '2020-01-02'),
    ]);
    ann = memberIdOf(plan, 'ann');
  });
  afterAll(() => gateway.stop());

  const query = `query P($id: ID!, $first: Int, $after: String, $filter: RecordFilter) { member(id: $id) {
    conditions(first: $first, after: $after, filter: $filter) {
      nodes { id serviceDate } pageInfo { hasNextPage endCursor } } } }`;
  const variables = (more: Record<string, unknown>) => ({ id: globalId('Member', ann), ...more });
  const page = async (
    as: Parameters<TestGateway['token']>[0],
    more: Record<string, unknown>,
  ): Promise<Page> => (await read(gateway, as, query, variables(more))).member.conditions;

  /** All pages, one after the other, and the size of each. */
  async function walk(
    as: Parameters<TestGateway['token']>[0],
    more: { first?: number; filter?: object },
  ) {
    const nodes: Page['nodes'] = [];
    const sizes: number[] = [];
    let after: string | null = null;
    do {
      const { nodes: found, pageInfo }: Page = await page(as, { ...more, after });
      nodes.push(...found);
      sizes.push(found.length);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    return { nodes, sizes };
  }

  /** What must come: newest first, then by id downwards, the undated last. */
  const expected = (indexes: readonly number[]) =>
    indexes
      .map((index) => ({
        id: recordIdOf(plan, 'Condition', `c${index}`),
        serviceDate: dates[index] ?? null,
      }))
      .sort(
        (a, b) =>
          (b.serviceDate ?? '').localeCompare(a.serviceDate ?? '') || (b.id < a.id ? -1 : 1),
      )
      .map(({ id, serviceDate }) => ({ id: globalId('Condition', `${ann}.${id}`), serviceDate }));
  const all = dates.map((_, index) => index);

  test.each([
    [1, 45],
    [7, 7],
    [9, 5],
    [44, 2],
    [45, 1],
    [100, 1],
    [undefined, 3],
  ])('of %s give a member every record once, in order, in %i pages', async (first, pages) => {
    const { nodes, sizes } = await walk(asMember(ann), first === undefined ? {} : { first });
    expect(nodes).toEqual(expected(all));
    expect(sizes).toHaveLength(pages);
    expect(sizes.slice(0, -1).every((size) => size === (first ?? 20))).toBe(true);
  });

  test('give an app the same within its grant, undated ones only where consented to', async () => {
    const app = await makeApp(gateway);
    const window = { since: '2020-03-05', until: '2020-03-10' };
    const within = all.filter(
      (index) => (dates[index] ?? '') >= window.since && (dates[index] ?? '') <= window.until,
    );
    const undated = all.filter((index) => dates[index] === undefined);
    await makeGrant(gateway, plan, ann, app, window);
    expect((await walk(asApp(app), { first: 4 })).nodes).toEqual(expected(within));
    await makeGrant(gateway, plan, ann, app, { ...window, includeUndated: true });
    expect((await walk(asApp(app), { first: 4 })).nodes).toEqual(expected([...within, ...undated]));
  });

  test('keep to a filter from page to page', async () => {
    const filter = { since: '2020-03-10', until: '2020-03-12' };
    const within = all.filter((index) =>
      ['2020-03-10', '2020-03-11', '2020-03-12'].includes(dates[index] ?? ''),
    );
    expect((await walk(asMember(ann), { first: 5, filter })).nodes).toEqual(expected(within));
  });

  test('go on after a record that came or went in between', async () => {
    const dora = [
      patient('dora'),
      ...['01', '02', '03', '04'].map((day) =>
        condition(`d${day}`, 'dora', 'J06.9', `2020-05-${day}`),
      ),
    ];
    await importResources(gateway, plan, dora);
    const id = globalId('Member', memberIdOf(plan, 'dora'));
    const as = asMember(memberIdOf(plan, 'dora'));
    const { conditions: one } = (await read(gateway, as, query, { id, first: 2 })).member;
    await importResources(gateway, plan, [condition('d05', 'dora', 'J06.9', '2020-05-05')]);
    await gateway.asAdministrator('delete from health.condition where id = $1', [
      recordIdOf(plan, 'Condition', 'd03'),
    ]);
    const { conditions: two } = (
      await read(gateway, as, query, { id, first: 2, after: one.pageInfo.endCursor })
    ).member;
    const days = [one, two].flatMap(({ nodes }: Page) =>
      nodes.map(({ serviceDate }) => serviceDate),
    );
    expect(days).toEqual(['2020-05-04', '2020-05-03', '2020-05-02', '2020-05-01']);
  });

  test('do not open with a cursor of another list, filter, member or viewer', async () => {
    const { pageInfo } = await page(asMember(ann), { first: 1 });
    const after = pageInfo.endCursor;
    const app = await makeApp(gateway);
    await makeGrant(gateway, plan, ann, app);
    const ben = memberIdOf(plan, 'ben');
    const tries: [Parameters<TestGateway['token']>[0], Record<string, unknown>, string][] = [
      [asMember(ann), variables({ after, filter: { since: '2020-01-01' } }), query],
      [asMember(ben), { id: globalId('Member', ben), after }, query],
      [asApp(app), variables({ after }), query],
      [
        asMember(ann),
        variables({ after }),
        query.replaceAll('conditions(', 'conditions: procedures('),
      ],
      [asMember(ann), variables({ after: `${after}AAAA` }), query],
      [
        asMember(ann),
        variables({ after: after?.replace(/^./, (mark) => (mark === 'A' ? 'B' : 'A')) }),
        query,
      ],
      [asMember(ann), variables({ after: '' }), query],
    ];
    for (const [as, given, text] of tries) {
      const { body } = await gateway.ask(text, { as, variables: given });
      expect(body.data.member.conditions).toBeNull();
      expect(body.errors).toEqual([
        expect.objectContaining({ extensions: { code: 'BAD_CURSOR' } }),
      ]);
    }
  });

  test('of several members, one after the other, in one query', async () => {
    const app = await makeApp(gateway);
    await makeGrant(gateway, plan, ann, app, { includeUndated: true });
    await makeGrant(gateway, plan, memberIdOf(plan, 'ben'), app, { until: '2020-01-01' });
    const { members } = await read(
      gateway,
      asApp(app),
      `{ members { nodes { memberId conditions(first: 100) { nodes { serviceDate } } } } }`,
    );
    const found = new Map<string, number>(
      members.nodes.map((node: { memberId: string; conditions: Page }) => [
        node.memberId,
        node.conditions.nodes.length,
      ]),
    );
    expect(found).toEqual(
      new Map([
        [ann, 45],
        [memberIdOf(plan, 'ben'), 1],
      ]),
    );
  });
});
