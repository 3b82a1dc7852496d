import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withinBounds } from '../../kit/effort.ts';
import { expectClearRefusal, expectNothingOfOurInside } from '../../kit/leaks.ts';
import { type ProductionGateway, startProductionGateway } from '../../kit/production-gateway.ts';
import { type RawAnswer, sendRaw } from '../../kit/raw-http.ts';
import { makeOneOfEach } from '../one-of-each.ts';

let gateway: ProductionGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startProductionGateway();
  const { memberId } = await makeOneOfEach(gateway);
  authorization = `Bearer ${await gateway.token({ kind: 'MEMBER', memberId })}`;
  // What is compiled on first use is no attack's cost.
  await ask('{ viewer { member { claims { nodes { id } } } } }');
});
afterAll(() => gateway.stop());
afterEach(async () => {
  expect((await ask('{ viewer { kind } }')).text).toBe('{"data":{"viewer":{"kind":"MEMBER"}}}');
});

const send = (body: string): Promise<RawAnswer> =>
  sendRaw(gateway.baseUrl, {
    headers: { 'content-type': 'application/json', authorization },
    body,
  });
const ask = (query: string, variables: object = {}) => send(JSON.stringify({ query, variables }));

const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
/** A chain of fragments, each of which spreads the next one several times. */
const tree = (levels: number, spreads: number, leaf: string) =>
  `{ ...f0 } ${times(levels, (level) => `fragment f${level} on Query { ${times(spreads, () => `...f${level + 1}`)} }`)}
   fragment f${levels} on Query { ${leaf} }`;
const listed = (fields: string) => `{ viewer { member { claims { nodes { ${fields} } } } } }`;
const filtered = (filter: string) =>
  listed(`id } } } } } { claims(filter: ${filter}) { nodes { id`);
const nested = (depth: number, open: string, close: string) =>
  `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('a small document that would mean much work is refused in bounded time', () => {
  test.each([
    ['2^60 paths through fragments', tree(60, 2, '__typename')],
    ['45^3 paths through fragments', tree(3, 45, 'viewer { kind }')],
    ['30^5 paths through fragments', tree(5, 30, 'viewer { kind }')],
    [
      'a fragment in itself',
      '{ ...f } fragment f on Query { viewer { member { ...m } } } fragment m on Member { claims { nodes { id } } ...m }',
    ],
    ['fragments in a ring', tree(8, 3, '...f0')],
    [
      'aliases in fragments in fragments',
      `{ ...a b: viewer { kind } ...c } fragment a on Query { ${times(8, (i) => `a${i}: viewer { kind }`)} } fragment c on Query { ...a ...d } fragment d on Query { ${times(8, (i) => `d${i}: viewer { kind }`)} }`,
    ],
    ['aliases of __typename', `{ ${times(101, (i) => `alias${i}: __typename`)} }`],
    ['one field 500 times', `{ ${times(500, () => '__typename')} }`],
    ['one list 110 times', listed(times(110, () => 'lines { service { code } }'))],
    [
      'one field 400 times in a fragment',
      `{ ...f ...f } fragment f on Query { ${times(400, () => 'plans')} }`,
    ],
    ['directives that are none', `{ __typename ${'@aa'.repeat(10)} }`],
    [
      'directives without end',
      `{ ${times(100, () => 'viewer @include(if: true) @skip(if: false) { kind }')} }`,
    ],
    ['400 fields that are none', `{ ${times(400, (i) => `member${i}`)} }`],
    ['450 brackets in a literal', `{ nodes(ids: ${'['.repeat(450)}${']'.repeat(450)}) { id } }`],
    [
      '450 brackets in a type',
      `query($a: ${'['.repeat(450)}ID${']'.repeat(450)}) { nodes(ids: $a) { id } }`,
    ],
    ['an object literal of 300 members', filtered(`{ ${times(300, (i) => `k${i}: 1`)} }`)],
    ['a list literal of 900 ids', `{ nodes(ids: [${times(900, () => '"QXBwOjE="')}]) { id } }`],
    ['190 variables', `query(${times(190, (i) => `$a${i}: Int`)}) { __typename }`],
    ['400 operations', times(400, (i) => `query a${i} { __typename }`)],
    ['a field of 190,000 letters', `{ ${'a'.repeat(190_000)} }`],
    ['a text of 190,000 letters', `{ node(id: "${'a'.repeat(190_000)}") { id } }`],
    ['a block text of 60,000 lines', `{ node(id: """${' \n'.repeat(60_000)}""") { id } }`],
    ['a number of 190,000 digits', `{ members(first: ${'9'.repeat(190_000)}) { nodes { id } } }`],
    [
      'a fraction of 190,000 digits',
      `{ members(first: 1.${'9'.repeat(190_000)}) { nodes { id } } }`,
    ],
    ['an id of 190,000 digits', `{ node(id: ${'9'.repeat(190_000)}) { id } }`],
  ])('%s', async (_what, query) => {
    const answer = await withinBounds(() => ask(query));
    expectClearRefusal(answer);
    expect(answer.text.length).toBeLessThan(5_000);
  });
});

describe('variables that would mean much work are refused in bounded time', () => {
  const ids = 'query Q($v: [ID!]!) { nodes(ids: $v) { id } }';
  const filter =
    'query Q($v: RecordFilter) { viewer { member { claims(filter: $v) { nodes { id } } } } }';
  const page = 'query Q($v: Int) { members(first: $v) { nodes { id } } }';
  const manyIds = (type: string, count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, i) =>
        Buffer.from(`${type}:0b1d5c2e-0000-4000-8000-${String(i).padStart(12, '0')}`).toString(
          'base64',
        ),
      ),
    );
  const members = (count: number) =>
    `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',')}}`;
  test.each([
    ['90,000 lists in lists', ids, nested(90_000, '[', ']')],
    ['90,000 lists where none is wanted', page, nested(90_000, '[', ']')],
    ['90,000 lists in a variable that is not declared', '{ __typename }', nested(90_000, '[', ']')],
    ['30,000 objects in objects', filter, nested(30_000, '{"a":', '}')],
    ['an object of 15,000 members', filter, members(15_000)],
    ['60,000 objects for ids', ids, `[${Array(60_000).fill('{}').join(',')}]`],
    ['101 ids', ids, manyIds('App', 101)],
    ['2,500 ids of apps', ids, manyIds('App', 2_500)],
    ['2,500 ids of members', ids, manyIds('Member', 2_500)],
    ['a page beyond 32 bits', page, '4294967297'],
    ['a page beyond all numbers', page, '1e400'],
    ['a page of a hundred and one', page, '101'],
    ['a page of none', page, '0'],
    ['a page of less than none', page, '-1'],
  ])('%s', async (_what, query, value) => {
    const body = `{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`;
    const answer = await withinBounds(() => send(body));
    expectClearRefusal(answer);
    expect(answer.text.length).toBeLessThan(5_000);
  });
});

describe('what is odd and means little work is answered in bounded time', () => {
  test.each([
    [
      '1,000 paths through fragments',
      tree(3, 10, 'viewer { kind }'),
      '{"data":{"viewer":{"kind":"MEMBER"}}}',
    ],
    ['19,000 commas', `{ __typename ${','.repeat(19_000)} }`, '{"data":{"__typename":"Query"}}'],
    [
      '9,000 empty comments',
      `{ __typename ${'#\n'.repeat(9_000)} }`,
      '{"data":{"__typename":"Query"}}',
    ],
    [
      'a comment of 19,000 letters',
      `{ __typename #${'x'.repeat(19_000)}\n }`,
      '{"data":{"__typename":"Query"}}',
    ],
    ['a byte order mark', '\ufeff{ __typename }', '{"data":{"__typename":"Query"}}'],
    [
      'a page of null',
      '{ members(first: null, after: null) { pageInfo { hasNextPage } } }',
      '{"data":{"members":{"pageInfo":{"hasNextPage":false}}}}',
    ],
  ])('%s', async (_what, query, expected) => {
    expect((await withinBounds(() => ask(query))).text).toBe(expected);
  });

  test('a hundred ids of each type', async () => {
    for (const type of ['App', 'Plan', 'Member', 'Claim', 'Grant', 'Material']) {
      const id = Buffer.from(`${type}:0b1d5c2e-0000-4000-8000-000000000000`).toString('base64');
      const variables = { ids: Array.from({ length: 100 }, () => id) };
      const answer = await withinBounds(() =>
        ask('query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', variables),
      );
      expect(JSON.parse(answer.text), type).toEqual({ data: { nodes: Array(100).fill(null) } });
    }
  });

  test('15,000 categories in a list', async () => {
    const query =
      'query Q($v: RecordFilter) { viewer { member { claims(filter: $v) { nodes { serviceDate } } } } }';
    const variables = { v: { categories: Array(15_000).fill('CLAIMS') } };
    const answer = await withinBounds(() => ask(query, variables));
    expectNothingOfOurInside(answer.text);
    expect(JSON.parse(answer.text).data.viewer.member.claims.nodes).toHaveLength(1);
  });

  test('extensions of 90,000 lists in lists, which nobody looks at', async () => {
    const body = `{"query":"{ __typename }","extensions":{"v":${nested(90_000, '[', ']')}}}`;
    expect((await withinBounds(() => send(body))).text).toBe('{"data":{"__typename":"Query"}}');
  });
});
