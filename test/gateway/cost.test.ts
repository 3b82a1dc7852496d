import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Asking, startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { admin, asApp, asMember, asPartner, auditor, globalId } from '../kit/graphql.ts';
import { makeApp } from '../kit/world.ts';

const budget = 2_000;
const perRequest = 10;
/** Costs a hundred: ninety-nine nodes and the list. Under a name of a test's own it is new. */
const ninetyNineApps = (name: string) => `query ${name} { apps(first: 99) { __typename } }`;
/** How often a new document can be asked that costs so much each time. */
const answeredInAMinute = (document: string, cost: number) =>
  Math.floor((budget - document.length) / (cost + perRequest));

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    QUERY_COMPLEXITY_MAX: '1000',
    RATE_COST_PER_MINUTE: String(budget),
  });
});
afterAll(() => gateway.stop());

/** How many requests in a row are answered before the first that is told to wait. */
async function answeredBeforeWaiting(query: string, asking: Asking): Promise<number> {
  for (let answered = 0; answered <= budget; answered += 1) {
    if ((await gateway.ask(query, asking)).status === 429) return answered;
  }
  throw new Error('nobody was told to wait');
}

describe('what an operation costs', () => {
  test('is judged by its variables, also when the document is known already', async () => {
    const tenANode = `query TenANode($n: Int) { apps(first: $n) { nodes {
      id name kind state stateRisk privacyPolicyUrl partner { name partnerId } } } }`;
    const as = asApp(await makeApp(gateway));
    for (const n of [1, 99, 1]) {
      const { body } = await gateway.ask(tenANode, { as, variables: { n } });
      expect(body.errors).toBeUndefined();
    }
    const { body } = await gateway.ask(tenANode, { as, variables: { n: 100 } });
    expect(body).toEqual({
      errors: [
        {
          message: expect.stringMatching(/costs 1001; 1000 is allowed/),
          extensions: { code: 'QUERY_TOO_COMPLEX' },
        },
      ],
    });
  });

  test('is that of the operation that is asked for, wherever it stands in the document', async () => {
    const as = asApp(await makeApp(gateway));
    const document = `query Cheap { viewer { kind } }
      query Dear { apps(first: 100) { nodes { ...all } edges { node { ...all } } } }
      fragment all on App { id name kind state stateRisk }`;
    const send = async (operationName: string) => {
      const response = await fetch(`${gateway.baseUrl}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await gateway.token(as)}`,
        },
        body: JSON.stringify({ query: document, operationName }),
      });
      return response.text();
    };
    expect(await send('Cheap')).toBe('{"data":{"viewer":{"kind":"APP"}}}');
    expect(await send('Dear')).toContain('QUERY_TOO_COMPLEX');
  });
});

test('to register documents costs more with each of them', async () => {
  const app = await makeApp(gateway);
  const register = (count: number) =>
    gateway.ask(
      `mutation R($input: RegisterOperationsInput!) { registerOperations(input: $input) { __typename } }`,
      {
        as: asPartner(app),
        variables: {
          input: {
            appId: globalId('App', app.id),
            documents: Array.from({ length: count }, (_, n) => `query Q${n} { viewer { kind } }`),
          },
        },
      },
    );
  const one = await register(1);
  expect(one.body.data.registerOperations.__typename).toBe('RegisterOperationsPayload');
  expect((await register(2)).body.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
});

describe('what a principal may spend in a minute', () => {
  test('is bounded, and others are not held up by it', async () => {
    const spender = asPartner(await makeApp(gateway));
    const query = ninetyNineApps('Bounded');
    expect(await answeredBeforeWaiting(query, { as: spender })).toBe(answeredInAMinute(query, 100));
    const refused = await gateway.ask('{ viewer { kind } }', { as: spender });
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({
      errors: [
        {
          message: expect.stringMatching(/Try again in \d+ seconds/),
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
    });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    for (const as of [asPartner(await makeApp(gateway)), auditor, admin]) {
      expect((await gateway.ask('{ viewer { kind } }', { as })).status).toBe(200);
    }
  });

  test('is one for all tokens of an app, whichever member each is for', async () => {
    const app = await makeApp(gateway);
    const first = '0b1d5c2e-0000-4000-8000-000000000001';
    await answeredBeforeWaiting(ninetyNineApps('AnyToken'), {
      as: { kind: 'APP', appId: app.id, memberId: first },
    });
    expect((await gateway.ask('{ viewer { kind } }', { as: asApp(app) })).status).toBe(429);
    expect((await gateway.ask('{ viewer { kind } }', { as: asMember(first) })).status).toBe(200);
  });

  test('counts documents that are refused as well', async () => {
    const as = asApp(await makeApp(gateway));
    expect(await answeredBeforeWaiting('{ nothing of this', { as })).toBe(budget / perRequest);
  });

  test('counts how long documents are, each as long as it is new', async () => {
    const as = asApp(await makeApp(gateway));
    const long = (name: string) => `query ${name} { viewer { kind } } #`.padEnd(600, 'x');
    for (const name of ['First', 'First', 'Second', 'Third']) {
      expect((await gateway.ask(long(name), { as })).status).toBe(200);
    }
    expect((await gateway.ask(long('Fourth'), { as })).status).toBe(429);
    const refused = (name: string) => long(name).replace('kind', 'kinds');
    const other = asApp(await makeApp(gateway));
    for (const name of ['First', 'Second', 'Third', 'Fourth']) {
      expect((await gateway.ask(refused(name), { as: other })).status).toBe(200);
    }
    expect((await gateway.ask(refused('Fourth'), { as: other })).status).toBe(429);
  });

  test('counts requests without a token by where they come from', async () => {
    const query = 'query Anonymous { viewer { kind } }';
    expect(await answeredBeforeWaiting(query, {})).toBe(answeredInAMinute(query, 2));
    const as = asApp(await makeApp(gateway));
    expect((await gateway.ask('{ viewer { kind } }', { as })).status).toBe(200);
  });
});
