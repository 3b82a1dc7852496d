import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal } from '../kit/leaks.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const as = { kind: 'ADMIN' } as const;

afterEach(async () => {
  expect((await fetch(`${gateway.baseUrl}/health`)).status).toBe(200);
  const answer = await gateway.ask('{ viewer { kind } }', { as });
  expect(answer.body).toEqual({ data: { viewer: { kind: 'ADMIN' } } });
});

describe('a document that is none, or too much, is refused', () => {
  const repeated = (times: number, part: (index: number) => string) =>
    Array.from({ length: times }, (_, index) => part(index)).join(' ');
  const nested = (depth: number) =>
    `{ viewer { member ${'{ claims { nodes { lines { service '.repeat(depth)}{ code }${' } } } }'.repeat(depth)} } }`;

  test.each([
    ['no GraphQL', '{ viewer { kind }'],
    ['binary', '\u0000\u0001\u0002'],
    ['a lone surrogate', '{ viewer { \ud800 } }'],
    ['an unknown field', '{ viewer { password } }'],
    ['an unknown type', '{ viewer { ... on Password { id } } }'],
    ['50,000 fields', `{ ${repeated(40_000, () => 'plans')} }`],
    ['a comment of 20,000 letters', `# ${'x'.repeat(20_000)}\n{ viewer { kind } }`],
    ['190,000 commas', `{ __typename ${','.repeat(190_000)} }`],
    ['1,001 words', `{ ${repeated(1_001, () => 'plans')} }`],
    ['100 aliases', `{ ${repeated(100, (index) => `a${index}: __typename`)} }`],
    [
      'aliases in a fragment',
      `{ ...f } fragment f on Query { ${repeated(20, (index) => `a${index}: viewer { kind }`)} }`,
    ],
    ['100 directives', `{ viewer ${repeated(100, () => '@include(if: true)')} { kind } }`],
    ['too deep', nested(20)],
    ['endless fragments', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
    [
      'itself in itself',
      '{ ...a } fragment a on Query { viewer { member { ...b } } } fragment b on Member { ...b }',
    ],
    ['a subscription', 'subscription { viewer { kind } }'],
    ['@defer', '{ viewer { ... @defer { kind } } }'],
    ['@stream', '{ plans @stream(initialCount: 0) { id } }'],
    ['two operations of one name', 'query a { __typename } query a { __typename }'],
    ['two operations and no choice', 'query a { __typename } query b { __typename }'],
    ['a definition', 'type Query { a: Int }'],
    ['a NUL in a text', String.raw`{ app(id: "a\u0000") { id } }`],
    ['half a surrogate pair in a text', String.raw`{ app(id: "\ud800") { id } }`],
    ['a name of 101 letters', `query ${'a'.repeat(101)} { __typename }`],
    ['an undeclared variable', '{ app(id: $id) { id } }'],
    ['brackets without end', `{ apps(first: ${'['.repeat(3_000)}`],
  ])('%s', async (_what, query) => {
    const answer = await gateway.ask(query, { as });
    expectClearRefusal(answer);
    expect(answer.text.length).toBeLessThan(20_000);
  });

  test('an operation that is not in the document', async () => {
    const response = await fetch(`${gateway.baseUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query a { __typename }', operationName: 'b' }),
    });
    expectClearRefusal({ status: response.status, text: await response.text() });
  });
});
