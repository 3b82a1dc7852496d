import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patient } from '../kit/fhir.ts';
import { type Answer, startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectNothingOfOurInside } from '../kit/leaks.ts';
import { sendRaw } from '../kit/raw-http.ts';
import { importResources, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [patient('ann')]);
  token = await gateway.token({ kind: 'MEMBER', memberId: memberIdOf(plan, 'ann') });
});
afterAll(() => gateway.stop());

function expectSound({ status, text }: Pick<Answer, 'status' | 'text'>, echo?: string): void {
  expect(status, text).toBeLessThan(500);
  expectNothingOfOurInside(text, echo);
  const body: unknown = JSON.parse(text);
  expect(body).toEqual(expect.any(Object));
}

const post = (body: string | Buffer) =>
  sendRaw(gateway.baseUrl, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });

test('no JSON is answered with a fault of ours', async () => {
  const member = fc.oneof(
    fc.constantFrom('{ viewer { kind } }', 'query($a: Int) { apps(first: $a) { nodes { id } } }'),
    fc.jsonValue(),
  );
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        query: member,
        variables: fc.jsonValue(),
        operationName: member,
        extensions: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(body, async (value) => expectSound(await post(JSON.stringify(value)))),
    { numRuns: 100 },
  );
});

test('no bytes are answered with a fault of ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) =>
      expectSound(await post(Buffer.from(bytes))),
    ),
    { numRuns: 60 },
  );
});

test('no GraphQL is answered with a fault of ours', async () => {
  const name = fc.constantFrom(
    'viewer',
    'member',
    'node',
    'nodes',
    'apps',
    'claims',
    'grants',
    'materials',
    'disclosures',
    'ledger',
    'entry',
    'id',
    'kind',
    'edges',
    'pageInfo',
    'first',
    'after',
    'filter',
    'since',
    'index',
    '__typename',
    '__schema',
    'on',
    'query',
    'mutation',
    'fragment',
    'revokeGrant',
    'input',
  );
  const word = fc.oneof(
    { weight: 5, arbitrary: name },
    {
      weight: 5,
      arbitrary: fc.constantFrom('{', '}', '(', ')', ':', '...', '$', '@', '[', ']', '!'),
    },
    { weight: 1, arbitrary: fc.integer().map(String) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map((text) => JSON.stringify(text)),
    },
  );
  const words = fc.array(word, { maxLength: 40 }).map((all) => all.join(' '));
  const query = fc.oneof(
    words,
    words.map((inner) => `{ ${inner} }`),
  );
  await fc.assert(
    fc.asyncProperty(query, async (text) => expectSound(await gateway.ask(text, { token }))),
    { numRuns: 100 },
  );
});

test('no argument is answered with a fault of ours', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((text) => Buffer.from(text).toString('base64')),
    fc
      .tuple(fc.constantFrom('Member', 'App', 'Claim', 'Grant', 'Plan', 'Material'), fc.string())
      .map(([type, id]) => Buffer.from(`${type}:${id}`).toString('base64')),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  );
  const place = fc.constantFrom(
    ['ID!', 'node(id: $v) { id }'],
    ['ID!', 'app(id: $v) { id }'],
    ['String', 'members(after: $v) { nodes { id } }'],
    ['String!', 'materials(planId: "UGxhbjp4", language: $v) { id }'],
    ['Date', 'viewer { member { claims(filter: { since: $v, until: $v }) { nodes { id } } } }'],
    ['DateTime', 'disclosures(filter: { from: $v, to: $v }) { nodes { index } }'],
    ['UUID', 'disclosures(filter: { requestId: $v }) { nodes { index } }'],
    ['ID', 'grants(filter: { appId: $v }) { nodes { id } }'],
  );
  await fc.assert(
    fc.asyncProperty(place, value, async ([type, field], v) => {
      expectSound(
        await gateway.ask(`query Q($v: ${type}) { ${field} }`, { token, variables: { v } }),
        v,
      );
    }),
    { numRuns: 150 },
  );
});
