import { isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { TokenHolder } from '../../src/identity/issue-token.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, agent, asApp, asMember, asPartner, auditor } from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';
import { isLetThrough, type Kind, kinds } from './access-table.ts';
import { Crawl, type Verdict } from './field-crawl.ts';
import { type Calls, objectType, type Step, stepsFrom } from './field-path.ts';
import { type MutationCase, mutationCases } from './mutation-cases.ts';
import { callsFor, makeOneOfEach, type OneOfEach } from './one-of-each.ts';
import { openById, outOfReachById, reachable } from './reach.ts';

const { schema } = buildSchema();
const types = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter(({ name }) => !name.startsWith('__'));
const fields = types.flatMap((type) =>
  Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
);

let gateway: TestGateway;
let world: OneOfEach;
let calls: Calls;
let viewers: Record<Kind, TokenHolder | undefined>;
let strangers: TokenHolder[];
const crawls = new Map<Kind, Crawl>();

beforeAll(async () => {
  // A document asks for every field under four names.
  gateway = await startTestGateway({
    QUERY_TOKENS_MAX: '10000',
    QUERY_ALIASES_MAX: '1000',
    QUERY_DEPTH_MAX: '20',
    QUERY_COMPLEXITY_MAX: '10000000',
  });
  world = await makeOneOfEach(gateway);
  calls = callsFor(world);
  viewers = {
    NOBODY: undefined,
    MEMBER: asMember(world.memberId),
    APP: asApp(world.app),
    PARTNER: asPartner(world.app),
    AUDITOR: auditor,
    AGENT: agent,
    ADMIN: admin,
  };
  const other = await makeApp(gateway);
  const nobody = '0b1d5c2e-0000-4000-8000-000000000000';
  strangers = [
    asApp(other),
    { kind: 'APP', appId: world.app.id, memberId: nobody },
    asPartner(other),
    asMember(nobody),
  ];
});
afterAll(() => gateway.stop());

test('the world holds an object of every type that has a global id', () => {
  const nodes = types.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));
  expect(Object.keys(world.objects).sort()).toEqual(nodes.map(({ name }) => name).sort());
});

describe.each(kinds)('%s', (kind) => {
  test('reads by every way that the schema has just what access.txt allows', {
    timeout: 90_000,
  }, async () => {
    const crawl = new Crawl({ gateway, schema, kind, as: viewers[kind], calls });
    crawls.set(kind, crawl);
    await crawl.everyWay();
    expect([...crawl.reached].sort()).toEqual(reachable(schema, kind));
  });

  test('reaches by id, with node and nodes, just the objects that are for them', () => {
    const { emptyWays, refusedWays } = crawlOf(kind);
    for (const root of ['Query.node', 'Query.nodes']) {
      const empty = Object.keys(world.objects).filter((type) => emptyWays.has(`${root}:${type}`));
      expect(refusedWays.has(root)).toBe(kind === 'NOBODY');
      expect(empty.sort()).toEqual(outOfReachById(kind, Object.keys(world.objects)));
    }
  });

  test('does by every mutation just what access.txt allows', { timeout: 90_000 }, async () => {
    const crawl = crawlOf(kind);
    for (const one of mutationCases(gateway, world)) {
      const isTheirs = kind === one.kind || one.also.includes(kind);
      const where = `${kind} at ${one.name}: ${one.to}`;
      expect(await crawl.go([await stepTo(one)], 'mutation'), where).toBe(isTheirs);
      // And on, through what the payload holds.
      if (!isTheirs || !one.to.endsWith('Payload')) continue;
      for (const further of stepsFrom(schema, one.to, calls)) {
        expect(await crawl.go([await stepTo(one), further], 'mutation'), where).toBe(true);
      }
    }
  });
});

async function stepTo({ name, to, input }: MutationCase): Promise<Step> {
  const given = { [`Mutation.${name}`]: `(input: ${await input()})` };
  const step = stepsFrom(schema, 'Mutation', given).find(
    (one) => one.field === name && one.to === to,
  );
  if (step === undefined) throw new Error(`${name} never gives ${to}`);
  return step;
}

const crawlOf = (kind: Kind): Crawl => {
  const crawl = crawls.get(kind);
  if (crawl === undefined) throw new Error(`${kind} has not crawled`);
  return crawl;
};

test('every kind of viewer was held against every field of every type', () => {
  const counted: Record<Verdict, number> = { READ: 0, REFUSED: 0, OUT_OF_REACH: 0 };
  for (const kind of kinds) {
    const { verdicts, reached } = crawlOf(kind);
    for (const field of fields) {
      const verdict = verdicts.get(field) ?? 'OUT_OF_REACH';
      counted[verdict] += 1;
      if (verdict === 'OUT_OF_REACH') expect(reached).not.toContain(field.split('.')[0]);
      else
        expect(verdict, `${kind}: ${field}`).toBe(isLetThrough(kind, field) ? 'READ' : 'REFUSED');
    }
    // No way was left out: whatever leads on from what was reached was gone.
    for (const type of reached) {
      for (const field of Object.keys(objectType(schema, type).getFields())) {
        expect(verdicts.has(`${type}.${field}`), `${kind}: ${type}.${field}`).toBe(true);
      }
    }
  }
  const pairs = kinds.length * fields.length;
  expect(counted.READ + counted.REFUSED + counted.OUT_OF_REACH).toBe(pairs);
  const sum = (of: (crawl: Crawl) => number) =>
    [...crawls.values()].reduce((n, crawl) => n + of(crawl), 0);
  console.log(
    `viewer × field: ${kinds.length} kinds × ${fields.length} fields = ${pairs} pairs: ${counted.READ} read, ` +
      `${counted.REFUSED} refused, ${counted.OUT_OF_REACH} out of reach; ${sum(({ selections }) => selections)} ` +
      `selections in ${sum(({ requests }) => requests)} requests, ${sum(({ refusedWays }) => refusedWays.size)} ways ` +
      `refused, ${sum(({ emptyWays }) => emptyWays.size)} to nothing`,
  );
});

test('every field of every type was read by somebody', () => {
  const read = new Set(
    [...crawls.values()].flatMap(({ verdicts }) =>
      [...verdicts].filter(([, verdict]) => verdict === 'READ').map(([field]) => field),
    ),
  );
  expect(fields.filter((field) => !read.has(field))).toEqual([]);
});

test('a stranger of the same kind reaches nothing of it', async () => {
  const own = Object.entries(world.objects).filter(([type]) => !openById.includes(type));
  for (const as of strangers) {
    const answer = await gateway.ask(
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { id ... on Member { memberId } } }',
      { as, variables: { ids: own.map(([, id]) => id) } },
    );
    expect(answer.body.data.nodes, JSON.stringify(as)).toEqual(own.map(() => null));
  }
});

test('a refusal under an alias, in a fragment or beside what is allowed stays one', async () => {
  const { body } = await gateway.ask(
    `query Q($id: ID!) { mine: viewer { kind } x: ledger { y: entry(index: 0) { leaf } ...l }
       ...f z: node(id: $id) { ... on App { a: redirectUris n: name } } }
     fragment l on Ledger { e: entry(index: 1) { leaf } } fragment f on Query { c: disclosures { nodes { index } } }`,
    { as: viewers.AGENT, variables: { id: world.objects['App'] } },
  );
  const refused = body.errors.map(({ path }: { path: string[] }) => path.join('.'));
  expect(refused.sort()).toEqual(['c', 'x.e', 'x.y', 'z.a']);
  expect(body.data).toMatchObject({ mine: { kind: 'AGENT' }, x: { y: null, e: null }, c: null });
});
