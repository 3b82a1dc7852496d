import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';

let compiling: TestGateway;
let interpreting: TestGateway;
beforeAll(async () => {
  [compiling, interpreting] = await Promise.all([
    startTestGateway({ COMPILE_AFTER_EXECUTIONS: '0' }),
    startTestGateway({ COMPILE_AFTER_EXECUTIONS: '1000' }),
  ]);
});
afterAll(() => Promise.all([compiling.stop(), interpreting.stop()]));

const as = { kind: 'AUDITOR', id: 'audit-1' } as const;

test.each([
  ['an alias', '{ __proto__: viewer { kind } viewer { kind } }'],
  ['an alias within', '{ viewer { __proto__: kind constructor: kind kind } }'],
  ['an alias that is a method', '{ viewer { toString: __typename valueOf: kind } }'],
  [
    'a variable that is not given',
    'query ($toString: Int, $hasOwnProperty: String) { disclosures(first: $toString, after: $hasOwnProperty) { nodes { kind: purpose } } }',
  ],
  ['the name of an operation', 'query constructor { viewer { kind } }'],
])('what every object has may be the name of %s, compiled or not', async (_, query) => {
  const [compiled, interpreted] = await Promise.all([
    compiling.ask(query, { as }),
    interpreting.ask(query, { as }),
  ]);
  expect(compiled.text).toBe(interpreted.text);
  expect(compiled.body.errors).toBeUndefined();
});
