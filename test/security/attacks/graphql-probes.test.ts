import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { expectClearRefusal, expectNothingOfOurInside } from '../../kit/leaks.ts';
import { type ProductionGateway, startProductionGateway } from '../../kit/production-gateway.ts';
import { type RawRequest, sendRaw } from '../../kit/raw-http.ts';

/**
 * What scanners of GraphQL servers ask: the probes of graphql-cop, and those of the OWASP Web Security
 * Testing Guide (WSTG-APIT-99) that are about GraphQL itself. Each promise says what they do not find.
 */
let gateway: ProductionGateway;
let development: TestGateway;
let authorization: string;
beforeAll(async () => {
  [gateway, development] = await Promise.all([startProductionGateway(), startTestGateway()]);
  authorization = `Bearer ${await gateway.token({ kind: 'ADMIN' })}`;
});
afterAll(() => Promise.all([gateway.stop(), development.stop()]));

async function send(raw: RawRequest) {
  const answer = await sendRaw(gateway.baseUrl, {
    ...raw,
    headers: { authorization, ...raw.headers },
  });
  return { ...answer, body: JSON.parse(answer.text) };
}
const post = (body: unknown) =>
  send({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const ask = (query: string, variables: object = {}) => post({ query, variables });
const get = (query: string, headers: Record<string, string> = {}) =>
  send({ method: 'GET', path: `/graphql?${new URLSearchParams({ query })}`, headers });

describe('the schema is not told', () => {
  const introspections = [
    '{ __schema { types { name fields { name } } } }',
    '{ __schema { queryType { name } } }',
    '{ __type(name: "Member") { fields { name } } }',
    'query Q { a: __schema { b: directives { name } } }',
    '{ ...f } fragment f on Query { __schema { types { name } } }',
    '{ ... on Query { ... { __type(name: "Query") { name } } } }',
  ];

  const circular =
    '{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }';

  test.each([...introspections, circular])('by %s', async (query) => {
    for (const answer of [await ask(query), await get(query)]) {
      expectClearRefusal(answer);
      expect(answer.body.data ?? null).toBeNull();
    }
  });

  test('though development tells it, to the same process and for the same document', async () => {
    for (const query of introspections) {
      expect((await development.ask(query)).body.errors).toBeUndefined();
      expectClearRefusal(await ask(query));
    }
  });

  const filter =
    'query Q($v: RecordFilter) { viewer { member { claims(filter: $v) { nodes { id } } } } }';
  const nearly: [string, string, object?][] = [
    ['a field', '{ membr { id } }'],
    ['a field of introspection', '{ __schema { directive } }'],
    ['a type', '{ viewer { ... on Membr { id } } }'],
    ['an argument', '{ members(frst: 1) { nodes { id } } }'],
    ['an input field', '{ grants(filter: { appID: "x" }) { nodes { id } } }'],
    ['a value of an enum', '{ disclosures(filter: { category: CLAIM }) { nodes { index } } }'],
    ['a value of an enum in a variable', filter, { v: { categories: ['CLAIM'] } }],
    ['an input field in a variable', filter, { v: { categores: [] } }],
    ['a type of a variable', 'query Q($v: RecordFiltr) { viewer { kind } }'],
  ];
  test.each(nearly)('by a guess at %s', async (_what, query, variables) => {
    const answer = await ask(query, variables);
    expectClearRefusal(answer);
    expect(answer.text).not.toMatch(/did you mean|suggest/i);
    const open = await development.ask(query, { variables: { ...variables } });
    expect(open.text).toMatch(/did you mean/i);
  });

  test('a near miss and a far one are refused in the same words', async () => {
    const [near, far] = [await ask('{ membr }'), await ask('{ zzzzz }')];
    expect(near.text.replaceAll('membr', 'zzzzz')).toBe(far.text);
  });

  test.each(['/graphiql', '/playground', '/console', '/altair', '/voyager', '/graphql'])(
    'by a page to ask from at %s',
    async (path) => {
      const answer = await sendRaw(gateway.baseUrl, {
        method: 'GET',
        path,
        headers: { accept: 'text/html' },
      });
      expect(answer.status).toBeGreaterThanOrEqual(404);
      // A page that says that there is none has no script, no field, and nothing of the API.
      expect(answer.text).not.toMatch(/<script|<textarea|<input|graphql|graphiql|playground/i);
    },
  );
});

describe('one request carries one operation', () => {
  test.each([
    ['ten in a list', Array(10).fill({ query: 'query cop { __typename }' })],
    ['one in a list', [{ query: '{ __typename }' }]],
    ['lists in a list', [[{ query: '{ __typename }' }]]],
    ['by number', { 0: { query: '{ __typename }' }, length: 1 }],
  ])('not %s', async (_what, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expectClearRefusal(answer);
  });
});

describe('overloading is refused', () => {
  test.each([
    ['101 aliases', Array.from({ length: 101 }, (_, i) => `alias${i}:__typename`).join('\n')],
    ['one field 500 times', '__typename \n'.repeat(500)],
    ['ten directives', '__typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa'],
  ])('by %s', async (_what, fields) => {
    const answer = await post({ query: `query cop { ${fields} }`, operationName: 'cop' });
    expectClearRefusal(answer);
    expect(answer.body.data).toBeUndefined();
    // As many faults as directives would tell that each of them was looked at.
    expect(answer.body.errors.length).toBeLessThanOrEqual(5);
  });
});

describe('another site cannot ask for whoever looks at it', () => {
  test('by GET: without the header that browsers do not send, it is nobody who asks', async () => {
    const token = authorization.slice('Bearer '.length);
    const answer = await sendRaw(gateway.baseUrl, {
      method: 'GET',
      path: `/graphql?${new URLSearchParams({ query: '{ viewer { kind } }', authorization })}`,
      headers: { cookie: `authorization=${token}; token=${token}; access_token=${token}` },
    });
    expect(answer.text).toBe('{"data":{"viewer":{"kind":"NOBODY"}}}');
  });

  test('nor by a token in the address, which is refused: addresses are kept in logs and histories', async () => {
    const path = `/graphql?${new URLSearchParams({ query: '{ viewer { kind } }', access_token: authorization.slice('Bearer '.length) })}`;
    const answer = await sendRaw(gateway.baseUrl, { method: 'GET', path, headers: {} });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('viewer');
  });

  test.each(['mutation cop { __typename }', 'query a { __typename } mutation b { __typename }'])(
    'nor change anything by GET: %s',
    async (query) => {
      const path = `/graphql?${new URLSearchParams({ query, operationName: query.includes(' b') ? 'b' : 'cop' })}`;
      const answer = await send({ method: 'GET', path });
      expect(answer.status).toBe(405);
      expect(answer.body.data).toBeUndefined();
    },
  );
});

describe('an answer tells nothing of our inside', () => {
  test.each([
    ['no GraphQL', 'qwerty cop { abc }'],
    ['a lone bracket', '{'],
    ['a wrong id', '{ node(id: "%%%") { id } }'],
    ['SQL in an id', `{ node(id: "${Buffer.from("App:' or 1=1 --").toString('base64')}") { id } }`],
    [
      'SQL in a text',
      `{ materials(planId: "UGxhbjox", language: "en' union select null --") { id } }`,
    ],
    [
      'a template in a text',
      '{ materials(planId: "UGxhbjox", language: "{{7*7}}<%= 7*7 %>") { id } }',
    ],
    ['a path in a text', '{ materials(planId: "UGxhbjox", language: "../../etc/passwd") { id } }'],
    ['a command in a text', '{ materials(planId: "UGxhbjox", language: "$(id);`id`") { id } }'],
    [
      'an object where a text is wanted',
      '{ materials(planId: "UGxhbjox", language: { ne: null }) { id } }',
    ],
  ])('for %s', async (_what, query) => {
    const answer = await ask(query);
    expect(answer.status).toBeLessThan(500);
    expectNothingOfOurInside(answer.text);
    expect(answer.text).not.toMatch(
      /"(exception|stacktrace|tracing|debug|originalError|extensions":\{"(?!code))/,
    );
  });

  test.each<Record<string, string>>([
    { 'apollo-tracing': '1', 'x-apollo-tracing': '1' },
    { 'apollo-federation-include-trace': 'ftv1' },
    { 'x-debug': '1', debug: 'true', 'x-graphql-debug': '1' },
    { 'x-graphql-cop-test': 'Trace Mode' },
  ])('for headers that ask for traces: %j', async (headers) => {
    const answer = await get('{ viewer { kind } }', headers);
    expect(answer.text).toBe('{"data":{"viewer":{"kind":"ADMIN"}}}');
    expect(answer.headers['server']).toBeUndefined();
    expect(answer.headers['x-powered-by']).toBeUndefined();
    expect(Object.keys(answer.headers).join()).not.toMatch(/trace|debug|timing/);
  });
});
