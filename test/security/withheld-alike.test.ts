import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp, globalId, read } from '../kit/graphql.ts';
import type { GrantOf } from '../kit/world.ts';
import { askFully } from './full-answer.ts';
import { makeRefusalsWorld, type RefusalsWorld, recent, unknown } from './refusals-world.ts';

const dayBefore = (date: string) =>
  new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

let gateway: TestGateway;
let world: RefusalsWorld;

beforeAll(async () => {
  gateway = await startTestGateway();
  world = await makeRefusalsWorld(gateway);
});
afterAll(() => gateway.stop());

const asked = (as: TokenHolder, query: string, variables: Record<string, unknown> = {}) =>
  askFully(gateway, as, query, variables);

type Withheld = [
  why: string,
  grant: GrantOf,
  kind: 'THIRD_PARTY_APP' | 'HEALTH_PLAN' | 'PROVIDER',
  type: string,
  list: string,
  record: () => string | Promise<string>,
];
const inClinical = (sourceId: string) => () => world.id('Condition', sourceId);
const ofClaims = (sourceId: string) => () => world.id('ExplanationOfBenefit', sourceId);
const everything: GrantOf = { labels: ['HIV', 'STD', 'SEX'], includeUndated: true };
const payment = async () => world.paymentOf(world.id('ExplanationOfBenefit', 'claim-ann'));

describe('an app with a grant is told of a record that is withheld', () => {
  test.each<Withheld>([
    [
      'by its label',
      { includeUndated: true },
      'THIRD_PARTY_APP',
      'Condition',
      'conditions',
      inClinical('labelled'),
    ],
    [
      'by its category',
      { categories: ['CLAIMS'] },
      'THIRD_PARTY_APP',
      'Condition',
      'conditions',
      inClinical('cold-ann'),
    ],
    [
      'by the start of the window',
      { ...everything, since: '2018-01-01' },
      'THIRD_PARTY_APP',
      'Condition',
      'conditions',
      inClinical('old'),
    ],
    [
      'by the end of the window',
      { ...everything, until: dayBefore(recent) },
      'THIRD_PARTY_APP',
      'Condition',
      'conditions',
      inClinical('cold-ann'),
    ],
    [
      'by the floor',
      everything,
      'THIRD_PARTY_APP',
      'Condition',
      'conditions',
      inClinical('ancient'),
    ],
    [
      'for want of a date',
      { labels: everything.labels ?? [] },
      'PROVIDER',
      'Condition',
      'conditions',
      inClinical('undated'),
    ],
    [
      'as money, by its category',
      { categories: ['CLAIMS'] },
      'THIRD_PARTY_APP',
      'Payment',
      'payments',
      payment,
    ],
    ['as money, from a plan', everything, 'HEALTH_PLAN', 'Payment', 'payments', payment],
    ['as money, from a provider', everything, 'PROVIDER', 'Payment', 'payments', payment],
    [
      'as older than five years, from a plan',
      everything,
      'HEALTH_PLAN',
      'Claim',
      'claims',
      ofClaims('old-claim'),
    ],
    [
      'as a prior authorisation, from a plan',
      everything,
      'HEALTH_PLAN',
      'Claim',
      'claims',
      ofClaims('authorisation'),
    ],
    [
      'as a prior authorisation, from a provider',
      everything,
      'PROVIDER',
      'Claim',
      'claims',
      ofClaims('authorisation'),
    ],
  ])('%s what it is told of one that never was', async (_why, grant, kind, type, list, record) => {
    const as = asApp(await world.granted(grant, kind));
    const withheld = globalId(type, `${world.ann}.${await record()}`);
    const none = globalId(type, `${world.ann}.${unknown}`);
    for (const query of [
      'query Q($id: ID!) { node(id: $id) { id __typename } }',
      `query Q($id: ID!) { node(id: $id) { ... on ${type} { labels category } } }`,
      'query Q($id: ID!) { nodes(ids: [$id]) { id } }',
    ]) {
      const answer = await asked(as, query, { id: withheld });
      expect(answer).toEqual(await asked(as, query, { id: none }));
      expect(answer.text).toMatch(/^\{"data":\{"nodes?":(null|\[null\])\}\}$/);
    }
    // And it is in no list, on no page and behind no cursor or filter.
    const { text } = await asked(
      as,
      `{ members { nodes { ${list}(first: 100) { nodes { id } } narrow: ${list}(first: 100, filter: { since: "0001-01-01" }) { nodes { id } } } } }`,
    );
    expect(text).not.toContain(withheld);
    expect(text).not.toContain('errors');
  });

  test('what a list holds of a member who has none: the page ends alike', async () => {
    const conditions = `query Q($id: ID!) { member(id: $id) { conditions(first: 1) { nodes { labels serviceDate }
      pageInfo { hasNextPage hasPreviousPage } } claims(first: 100, filter: { until: "2018-01-01" }) { nodes { id } pageInfo { hasNextPage } } } }`;
    // Ann's labelled, undated, old and ancient ones are withheld: what is left is what Ben has.
    const as = asApp(await world.granted({ since: '2018-01-01' }));
    const [ann, ben] = [world.ann, world.ben].map((member) => globalId('Member', member));
    const ofAnn = await asked(as, conditions, { id: ann });
    const ofBen = await asked(as, conditions, { id: ben });
    expect(ofAnn.text).toBe(ofBen.text);
    expect(ofAnn.headers).toEqual(ofBen.headers);
    expect(ofAnn.text).toContain('"hasNextPage":false');
    expect(ofAnn.text).toContain(recent);
  });

  test('by a reference nothing, and the record that refers to it stays', async () => {
    const as = asApp(await world.granted({ categories: ['PAYMENTS'] }));
    const query = 'query Q($id: ID!) { node(id: $id) { ... on Payment { claim { id status } } } }';
    const id = globalId('Payment', `${world.ann}.${await payment()}`);
    expect((await asked(as, query, { id })).text).toBe('{"data":{"node":{"claim":null}}}');
  });

  test('by a cursor nothing: forged, foreign and of another list are one refusal', async () => {
    const [app, other] = [await world.granted(), await world.granted()];
    const id = globalId('Member', world.ann);
    const list = (name: string) =>
      `query Q($id: ID!, $after: String) { member(id: $id) { list: ${name}(first: 1, after: $after) { pageInfo { endCursor } } } }`;
    const cursorOf = async (of: { id: string }, name: string) =>
      (await read(gateway, asApp(of), list(name), { id })).member.list.pageInfo.endCursor;
    const own = await cursorOf(app, 'claims');
    const answers = [];
    for (const after of [
      await cursorOf(other, 'claims'),
      await cursorOf(app, 'conditions'),
      'AAAA',
      `${own}AA`,
      '',
    ]) {
      answers.push(await asked(asApp(app), list('claims'), { id, after }));
    }
    expect(answers[0]?.text).toContain('BAD_CURSOR');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});
