import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asPartner, globalId, mutate } from '../kit/graphql.ts';
import { startProductionGateway } from '../kit/production-gateway.ts';
import { makeApp } from '../kit/world.ts';

type App = { id: string; partnerId: string };

let gateway: TestGateway;
let app: App;

beforeAll(async () => {
  gateway = await startTestGateway();
  app = await makeApp(gateway);
});
afterAll(() => gateway.stop());

const register = (documents: readonly string[], to: App = app, at: TestGateway = gateway) =>
  mutate(
    at,
    asPartner(to),
    'registerOperations',
    { appId: globalId('App', to.id), documents },
    'operations { name }',
  );
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index));
const ofLength = (length: number) => 'query Long { viewer { kind } }'.padEnd(length, ',');

test("no document is read before it is certain that the app is one's own", async () => {
  const other = await makeApp(gateway);
  const foreign = { id: other.id, partnerId: app.partnerId };
  expect(await register(['no GraphQL'], foreign)).toMatchObject({
    __typename: 'NotFound',
    path: 'input.appId',
  });
});

test('ten documents are registered at a time, and no more', async () => {
  const eleven = times(11, (index) => `query Q${index} { viewer { kind } }`);
  expect(await register(eleven)).toEqual({
    __typename: 'InvalidInput',
    code: 'INVALID_INPUT',
    path: 'input.documents',
    message: 'Wanted: 10 documents at most. Send the others in further requests.',
  });
  expect((await register(eleven.slice(0, 10))).operations).toHaveLength(10);
});

test('a document has 20,000 characters at most, also in the table', async () => {
  expect((await register([ofLength(20_000)])).operations).toEqual([{ name: 'Long' }]);
  const long = ofLength(20_001);
  expect(await register(['query Q { viewer { kind } }', long])).toEqual({
    __typename: 'InvalidInput',
    code: 'INVALID_INPUT',
    path: 'input.documents.1',
    message: expect.stringMatching(/^Wanted: 20000 characters at most\./),
  });
  const insert = gateway.asAdministrator(
    'insert into public.app_operation (app_id, hash, document) values ($1, $2, $3)',
    [app.id, hash('sha256', long), long],
  );
  await expect(insert).rejects.toThrow(/app_operation_length/);
});

describe('what `/graphql` would refuse is not registered, for the same reason', () => {
  const selected = (text: string) => `query Q { ${text} }`;
  test.each([
    ['too deep', selected(`viewer { ${'... { '.repeat(12)}kind${' }'.repeat(12)} }`)],
    ['1,001 words', selected(times(1_001, (index) => `plan${index}`).join(' '))],
    ['16 aliases', selected(times(16, (index) => `a${index}: __typename`).join(' '))],
    ['one field 11 times', selected(times(11, () => '__typename').join(' '))],
    ['21 directives', selected(`viewer ${'@include(if: true) '.repeat(21)} { kind }`)],
    ['a name of 101 letters', `query ${'a'.repeat(101)} { __typename }`],
    ['a NUL in a text', selected(String.raw`app(id: "a\u0000") { id }`)],
    ['a field that is none', selected('viewer { kinds }')],
    ['a field with an endless name', selected('a'.repeat(10_000))],
  ])('%s', async (_what, document) => {
    const sent = await gateway.ask(document, { as: asPartner(app) });
    expect(await register([document])).toEqual({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      path: 'input.documents.0',
      message: sent.body.errors[0].message,
    });
  });
});

test('in production a refusal spells out no schema, as for what is sent', async () => {
  const production = await startProductionGateway();
  try {
    const own = await makeApp(production);
    for (const document of [
      'query Q { viewer { kinds } }',
      'query Q { __schema { types { name } } }',
    ]) {
      const sent = await production.ask(document, { as: asPartner(own) });
      const { message } = await register([document], own, production);
      expect(message).toBe(sent.body.errors[0].message);
      expect(message).not.toMatch(/Did you mean/);
    }
  } finally {
    await production.stop();
  }
});

test('others are answered while the documents of one request are judged', async () => {
  const claims = `members { nodes { ${'claims { nodes { id } } '.repeat(9)} } } `;
  const slow = (name: string) => `query ${name} { ${claims.repeat(10)} }`;
  // What is compiled on first use keeps nobody waiting twice.
  await register([slow('First')]);
  const started = performance.now();
  let isAnswered = false;
  const registering = register(times(10, (index) => slow(`Slow${index}`))).finally(() => {
    isAnswered = true;
  });
  // The gateway is in this process: what keeps others waiting keeps this loop waiting too.
  let last = started;
  let longestWait = 0;
  while (!isAnswered) {
    await setImmediate();
    longestWait = Math.max(longestWait, performance.now() - last);
    last = performance.now();
  }
  expect((await registering).operations).toHaveLength(10);
  expect(longestWait).toBeLessThan((last - started) / 2);
});
