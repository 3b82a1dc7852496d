import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Purpose } from '../../src/consent/vocabulary.ts';
import { condition, explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import {
  admin,
  agent,
  asApp,
  asMember,
  asPartner,
  auditor,
  globalId,
  ledgerLeaves,
  read,
} from '../kit/graphql.ts';
import { sign } from '../kit/signing.ts';
import { importResources, makeApp, makePlan, memberIdOf } from '../kit/world.ts';

type Holder = Parameters<TestGateway['token']>[0];
type App = { id: string; partnerId: string };
type Entry = {
  requestId: string;
  memberId: string;
  index: number;
  at: string;
  categories: string[];
  labels: string[];
  purpose: Purpose;
};

describe('the history of disclosures', () => {
  let gateway: TestGateway;
  let plan: { id: string; slug: string };
  let apps: readonly App[];
  let ann: string;
  let ben: string;
  /** Newest first, with the app that each went to. */
  let truth: readonly (Entry & { app: App })[];

  beforeAll(async () => {
    gateway = await startTestGateway();
    plan = await makePlan(gateway);
    await importResources(gateway, plan, [
      patient('ann'),
      patient('ben'),
      ...['ann', 'ben'].flatMap((name) => [
        explanationOfBenefit(`claim-${name}`, name),
        explanationOfBenefit(`drug-${name}`, name, { diagnosis: 'F11.20' }),
        condition(`cold-${name}`, name, 'J06.9', '2020-01-01'),
      ]),
    ]);
    [ann, ben] = [memberIdOf(plan, 'ann'), memberIdOf(plan, 'ben')];
    apps = [await makeApp(gateway), await makeApp(gateway)];
    for (const [index, app] of apps.entries()) {
      const labels = index === 0 ? ['OPIOIDUD', 'SUD', 'BH', 'MH', 'PSY'] : [];
      const terms = { categories: ['CLAIMS', 'CLINICAL'], labels };
      await sign(gateway, plan, ann, app, { ...terms, purpose: 'PATRQT' });
      await sign(gateway, plan, ben, app, { ...terms, purpose: 'TREAT' });
      for (const list of ['claims', 'conditions', 'claims']) {
        for (const member of [ann, ben]) await readBy(app, member, list);
      }
    }
    const all = await history(auditor, {}, 100);
    truth = all.map(({ app, ...entry }) => ({
      ...entry,
      app: apps.find(({ id }) => globalId('App', id) === app.id) ?? { id: '', partnerId: '' },
    }));
  });
  afterAll(() => gateway.stop());

  const readBy = (app: App, member: string, list: string) =>
    gateway.ask(`query R($id: ID!) { member(id: $id) { ${list} { nodes { id } } } }`, {
      as: asApp(app),
      variables: { id: globalId('Member', member) },
    });
  const query = `query H($first: Int, $after: String, $filter: DisclosureFilter) {
    disclosures(first: $first, after: $after, filter: $filter) {
      nodes { requestId index at memberId categories labels purpose app { id } }
      pageInfo { hasNextPage endCursor } } }`;
  async function history(
    as: Holder,
    filter: Record<string, unknown>,
    first = 5,
    between: () => Promise<unknown> = async () => undefined,
  ): Promise<(Entry & { app: { id: string } })[]> {
    const found = [];
    let after: string | null = null;
    do {
      const { disclosures } = await read(gateway, as, query, { filter, first, after });
      found.push(...disclosures.nodes);
      after = disclosures.pageInfo.hasNextPage ? disclosures.pageInfo.endCursor : null;
      if (after !== null) await between();
    } while (after !== null);
    return found;
  }
  const requestsOf = (entries: readonly Entry[]) => entries.map(({ requestId }) => requestId);
  const expected = (holds: (entry: Entry & { app: App }) => boolean) =>
    requestsOf(truth.filter(holds));

  test('has every one of them once, newest first', () => {
    expect(truth).toHaveLength(12);
    expect(new Set(requestsOf(truth)).size).toBe(12);
    const indexes = truth.map(({ index }) => index);
    expect(indexes).toEqual([...indexes].sort((a, b) => b - a));
  });

  test('is found by each filter alone and by all of them together', async () => {
    const [one = { id: '', partnerId: '' }] = apps;
    const some = truth.find(
      ({ app, memberId, labels }) => app === one && memberId === ann && labels.includes('OPIOIDUD'),
    );
    const middle = truth[5]?.at ?? '';
    const filters: [Record<string, unknown>, (entry: Entry & { app: App }) => boolean][] = [
      [{ memberId: ann }, ({ memberId }) => memberId === ann],
      [{ memberId: ann.toUpperCase() }, ({ memberId }) => memberId === ann],
      [{ appId: globalId('App', one.id) }, ({ app }) => app === one],
      [{ partnerId: one.partnerId }, ({ app }) => app === one],
      [{ category: 'CLINICAL' }, ({ categories }) => categories.includes('CLINICAL')],
      [{ label: 'OPIOIDUD' }, ({ labels }) => labels.includes('OPIOIDUD')],
      [{ purpose: 'TREAT' }, ({ purpose }) => purpose === 'TREAT'],
      [{ from: middle }, ({ at }) => at >= middle],
      [{ to: middle }, ({ at }) => at < middle],
      [{ requestId: some?.requestId }, ({ requestId }) => requestId === some?.requestId],
    ];
    for (const [filter, holds] of filters) {
      const wanted = expected(holds);
      expect(wanted.length, JSON.stringify(filter)).toBeGreaterThan(0);
      expect(wanted.length, JSON.stringify(filter)).toBeLessThan(12);
      expect(requestsOf(await history(auditor, filter)), JSON.stringify(filter)).toEqual(wanted);
      for (const [other, alsoHolds] of filters) {
        const both = { ...filter, ...other };
        // Of two filters by the same thing the later one counts here.
        if (Object.keys(both).length < 2) continue;
        expect(requestsOf(await history(auditor, both, 100)), JSON.stringify(both)).toEqual(
          expected((entry) => holds(entry) && alsoHolds(entry)),
        );
      }
    }
    const together = {
      memberId: ann,
      appId: globalId('App', one.id),
      partnerId: one.partnerId,
      category: 'CLAIMS',
      label: 'OPIOIDUD',
      purpose: 'PATRQT',
      from: some?.at,
      to: new Date(Date.parse(some?.at ?? '') + 1).toISOString(),
      requestId: some?.requestId,
    };
    expect(requestsOf(await history(auditor, together))).toEqual([some?.requestId]);
  });

  test('is empty where filters contradict each other', async () => {
    const [one, two] = apps;
    for (const filter of [
      { appId: globalId('App', one?.id ?? ''), partnerId: two?.partnerId },
      { memberId: ann, purpose: 'TREAT' },
      { from: '2100-01-01T00:00:00Z' },
      { to: '2000-01-01T00:00:00Z' },
      { label: 'HIV' },
      { memberId: '0b1d5c2e-0000-4000-8000-000000000000' },
    ]) {
      expect(await history(auditor, filter), JSON.stringify(filter)).toEqual([]);
    }
  });

  test('shows each viewer theirs alone, and asking for more is asking for nothing', async () => {
    const [one = { id: '', partnerId: '' }, two = { id: '', partnerId: '' }] = apps;
    const forBen = { kind: 'APP', appId: one.id, memberId: ben } as const;
    const viewers: [Holder, (entry: Entry & { app: App }) => boolean][] = [
      [asMember(ann), ({ memberId }) => memberId === ann],
      [asApp(one), ({ app }) => app === one],
      [asPartner(two), ({ app }) => app === two],
      [forBen, ({ app, memberId }) => app === one && memberId === ben],
    ];
    for (const [as, holds] of viewers) {
      expect(requestsOf(await history(as, {}))).toEqual(expected(holds));
    }
    expect(await history(asMember(ann), { memberId: ben })).toEqual([]);
    expect(await history(asApp(one), { appId: globalId('App', two.id) })).toEqual([]);
    expect(await history(asApp(one), { partnerId: two.partnerId })).toEqual([]);
    expect(await history(asPartner(one), { appId: globalId('App', two.id) })).toEqual([]);
    expect(await history(asPartner(one), { partnerId: two.partnerId })).toEqual([]);
    expect(await history(forBen, { memberId: ann })).toEqual([]);
    expect(await history(asPartner(await makeApp(gateway)), {})).toEqual([]);
    for (const as of [agent, admin]) {
      const { body } = await gateway.ask(query, { as });
      expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    }
  });

  test('does not lead a partner or auditor to what was disclosed', async () => {
    const toMember = `{ disclosures(first: 1) { nodes { member { demographics { familyName } } } } }`;
    for (const as of [auditor, asPartner(apps[0] ?? { partnerId: '' })]) {
      const { disclosures } = await read(gateway, as, toMember);
      expect(disclosures.nodes).toEqual([{ member: null }]);
    }
  });

  test('has an end that moves while it is read: pages skip and repeat nothing', async () => {
    const [, two = { id: '', partnerId: '' }] = apps;
    const { length: before } = await history(asPartner(two), {}, 100);
    let added = 0;
    const paged = await history(asPartner(two), {}, 2, async () => {
      added += 1;
      await readBy(two, ann, 'claims');
    });
    expect(added).toBeGreaterThan(1);
    expect(paged).toHaveLength(before);
    const after = await history(asPartner(two), {}, 100);
    expect(requestsOf(after).slice(added)).toEqual(requestsOf(paged));
  });

  test('is itself watched: an auditor’s read is an entry with a count, a member’s is not', async () => {
    const auditReads = async () =>
      (await ledgerLeaves(gateway)).filter((leaf) => leaf.kind === 'AUDIT_READ');
    const before = (await auditReads()).length;
    await history(asMember(ann), {}, 100);
    expect(await auditReads()).toHaveLength(before);
    await history(auditor, { memberId: ben, purpose: 'TREAT' }, 2);
    const added = (await auditReads()).slice(before);
    const page = { what: 'disclosures', count: 2, members: [ben] };
    expect(added).toEqual([page, page, page].map((one) => expect.objectContaining(one)));
    await history(auditor, { label: 'HIV' });
    expect((await auditReads()).at(-1)).toMatchObject({ count: 0, members: [] });
    await read(
      gateway,
      auditor,
      'query E($index: SafeInt!) { ledger { entry(index: $index) { kind } } grants(first: 3) { nodes { id } } }',
      { index: truth[0]?.index },
    );
    const last = (await auditReads()).slice(-2).map(({ what, count }) => [what, count]);
    expect(last.sort()).toEqual([
      ['entry', 1],
      ['grants', 3],
    ]);
  });
});
