import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explanationOfBenefit, patient } from '../../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { expectClearRefusal } from '../../kit/leaks.ts';
import { sendRaw } from '../../kit/raw-http.ts';
import { importResources, makePlan, memberIdOf } from '../../kit/world.ts';

let gateway: TestGateway;
let token: string;
let strangersToken: string;
beforeAll(async () => {
  gateway = await startTestGateway({ QUERY_COMPLEXITY_MAX: '300' });
  const plan = await makePlan(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    patient('ben'),
    explanationOfBenefit('cold', 'ann', { diagnosis: 'J06.9' }),
  ]);
  token = await gateway.token({ kind: 'MEMBER', memberId: memberIdOf(plan, 'ann') });
  strangersToken = await gateway.token({ kind: 'MEMBER', memberId: memberIdOf(plan, 'ben') });
});
afterAll(() => gateway.stop());

type Asked = { operationName?: string; variables?: object };

async function ask(query: string, { operationName, variables }: Asked = {}, as = token) {
  const answer = await sendRaw(gateway.baseUrl, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${as}` },
    body: JSON.stringify({ query, operationName, variables }),
  });
  return { ...answer, body: JSON.parse(answer.text) };
}

async function expectAnswered(query: string, asked?: Asked): Promise<void> {
  expect((await ask(query, asked)).body).toEqual({ data: { viewer: expect.any(Object) } });
}

async function expectTooDear(query: string, asked?: Asked): Promise<void> {
  const answer = await ask(query, asked);
  expectClearRefusal(answer);
  expect(answer.body.errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
}

const claims = (size: string) =>
  `viewer { member { claims(first: ${size}) { nodes { serviceDate typeCode diagnoses { sequence } } } } }`;

describe('what a query costs is judged anew for each request of one document', () => {
  test('by the variables that it comes with', async () => {
    const query = `query Q($n: Int) { ${claims('$n')} }`;
    await expectAnswered(query, { variables: { n: 1 } });
    await expectTooDear(query, { variables: { n: 100 } });
    await expectAnswered(query, { variables: { n: 1 } });
  });

  test('by defaults, where a variable is left out or null', async () => {
    const query = `query Q($n: Int = 100) { ${claims('$n')} }`;
    await expectAnswered(query, { variables: { n: 1 } });
    await expectTooDear(query);
    await expectTooDear(query, { variables: {} });
    // Null is the page of 20 that nobody told otherwise.
    await expectAnswered(query, { variables: { n: null } });
  });

  test('as if every condition held, whatever it was the last time', async () => {
    const dear = `query Q($dear: Boolean!) { viewer { kind member @include(if: $dear) {
      claims(first: 100) { nodes { serviceDate typeCode diagnoses { sequence } } } } } }`;
    await expectTooDear(dear, { variables: { dear: true } });
    expect((await ask(dear, { variables: { dear: false } })).text).not.toContain('claims');
    await expectTooDear(dear, { variables: { dear: true } });
  });

  test('by the operation that is chosen, wherever it stands', async () => {
    const query = `query Cheap { viewer { kind } } query Dear { ${claims('100')} }`;
    await expectAnswered(query, { operationName: 'Cheap' });
    await expectTooDear(query, { operationName: 'Dear' });
    await expectAnswered(query, { operationName: 'Cheap' });
  });

  test('and a part that is refused takes the whole answer with it', async () => {
    const { body } = await ask(`{ cheap: viewer { kind } ${claims('100')} }`);
    expect(body.data ?? null).toBeNull();
  });
});

describe('limits on the document hold for every operation in it', () => {
  test.each([
    ['depth', `{ viewer { ${'... { '.repeat(12)}kind${' }'.repeat(12)} } }`],
    ['aliases', `{ ${Array.from({ length: 16 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
  ])('%s', async (_what, dear) => {
    const query = `query Cheap { viewer { kind } } query Dear ${dear}`;
    for (const operationName of ['Dear', 'Cheap']) {
      const answer = await ask(query, { operationName });
      expectClearRefusal(answer);
    }
  });
});

test('one document serves each viewer what is theirs', async () => {
  const query = '{ viewer { member { claims { nodes { diagnoses { diagnosis { code } } } } } } }';
  const [anns, bens] = await Promise.all([ask(query), ask(query, {}, strangersToken)]);
  expect(anns.text).toContain('J06.9');
  expect(bens.body.data.viewer.member.claims.nodes).toEqual([]);
});
