import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal } from '../kit/leaks.ts';
import { globalId } from '../kit/operations.ts';
import { sendRaw } from '../kit/raw-http.ts';
import { splitReceipt } from '../kit/receipt.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let authorization: string;
let ann: string;

beforeAll(async () => {
  gateway = await startTestGateway({ QUERY_COMPLEXITY_MAX: '300' });
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  await importResources(gateway, plan, [
    patient('ann'),
    explanationOfBenefit('cold', 'ann', { diagnosis: 'J06.9' }),
  ]);
  ann = memberIdOf(plan, 'ann');
  await makeGrant(gateway, plan, ann, app);
  authorization = `Bearer ${await gateway.token({ kind: 'APP', appId: app.id })}`;
});
afterAll(() => gateway.stop());

const query = `query Cold($id: ID!, $n: Int = 5) { member(id: $id) { id memberId claims(first: $n) {
  nodes { serviceDate diagnoses { diagnosis { code } } paidAmount { amount } } } } }`;

/** Reads health data as the app, with these headers and nothing else that Node adds. */
const read = (headers: Record<string, string>, asked: object = {}) =>
  sendRaw(gateway.baseUrl, {
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables: { id: globalId('Member', ann) }, ...asked }),
  });

const disclosures = async () => {
  const { rows } = await gateway.asAdministrator(
    `select release_id, convert_from(leaf, 'UTF8')::json as leaf from ledger.entry
      where kind = 'DISCLOSURE' order by idx`,
  );
  return rows;
};

const json = 'application/json; charset=utf-8';
const graphql = 'application/graphql-response+json; charset=utf-8';

describe('health data leaves with its entry, for Accept', () => {
  test.each<[string | undefined, string]>([
    [undefined, json],
    ['*/*', json],
    ['application/*', json],
    ['application/json', json],
    ['APPLICATION/JSON; q=0.5', json],
    ['text/html, application/xhtml+xml, */*;q=0.8', json],
    ['text/event-stream, application/json', json],
    ['multipart/mixed, */*', json],
    ['application/graphql-response+json', graphql],
    ['application/graphql-response+json, application/json;q=0.9', graphql],
    ['application/json, application/graphql-response+json', json],
    ['text/event-stream, application/graphql-response+json', graphql],
  ])('%j as %s', async (accept, contentType) => {
    const before = await disclosures();
    const answer = await read(accept === undefined ? {} : { accept });
    const added = (await disclosures()).slice(before.length);

    expect(answer.status).toBe(200);
    expect(answer.text).toContain('J06.9');
    expect(answer.headers['content-type']).toBe(contentType);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(added).toHaveLength(1);
    expect(answer.headers['x-request-id']).toBe(added[0].release_id);
    const { text, receipt } = splitReceipt(answer.text);
    expect(receipt?.release).toBe(added[0].release_id);
    expect(text).toMatch(/^\{"data":\{.*\}\}$/s);
    const sent = text.slice('{"data":'.length, -1);
    expect(added[0].leaf.responseHash).toBe(createHash('sha256').update(sent).digest('hex'));
  });
});

describe('nothing leaves and nothing is entered for Accept', () => {
  test.each([
    'text/event-stream',
    'multipart/mixed',
    'multipart/mixed; deferSpec=20220824',
    'text/html',
    'text/*',
    'application/fhir+json',
    'nonsense',
    '',
    '*',
    'image/png, */json',
  ])('%j: 406', async (accept) => {
    const before = await disclosures();
    const answer = await read({ accept });
    expect(answer.status).toBe(406);
    expect(answer.headers['content-type']).toBe(json);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(answer.text).errors[0].extensions.code).toBe('NOT_ACCEPTABLE');
    expectClearRefusal(answer);
    expect(await disclosures()).toEqual(before);
  });

  test('that is no JSON, and a mutation is not carried out', async () => {
    const admin = `Bearer ${await gateway.token({ kind: 'ADMIN' })}`;
    const { id } = await makeApp(gateway);
    const suspend = `mutation { suspendApp(input: { appId: "${globalId('App', id)}", risk: MALWARE, securityRisk: "r" }) { __typename } }`;
    const answer = await read(
      { accept: 'text/event-stream', authorization: admin },
      { query: suspend, variables: {} },
    );
    expect(answer.status).toBe(406);
    const { rows } = await gateway.asAdministrator('select state from app where id = $1', [id]);
    expect(rows).toEqual([{ state: 'APPROVED' }]);
  });
});

test('data beside an error has its entry, with the hash of what was sent', async () => {
  const before = await disclosures();
  const partly = `query Partly($id: ID!) { member(id: $id) { claims { nodes { serviceDate } } enrolment { lineOfBusiness } } }`;
  const answer = await read({}, { query: partly });
  expect(JSON.parse(answer.text).errors).toHaveLength(1);
  const [, sent = ''] =
    /^\{"data":(\{.*\}),"errors":\[.*\]\}$/s.exec(splitReceipt(answer.text).text) ?? [];
  const [entry] = (await disclosures()).slice(before.length);
  expect(entry.leaf.responseHash).toBe(createHash('sha256').update(sent).digest('hex'));
});

test('a GET is entered as a POST is', async () => {
  const before = await disclosures();
  const variables = JSON.stringify({ id: globalId('Member', ann) });
  const answer = await sendRaw(gateway.baseUrl, {
    method: 'GET',
    path: `/graphql?${new URLSearchParams({ query, variables })}`,
    headers: { authorization },
  });
  expect(answer.text).toContain('J06.9');
  expect(answer.headers['cache-control']).toBe('no-store');
  expect((await disclosures()).slice(before.length)).toHaveLength(1);
});

test('a request id of the client is not taken over', async () => {
  const id = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be001';
  const answer = await read({ 'x-request-id': id });
  expect(answer.headers['x-request-id']).not.toBe(id);
});

describe('what a query may cost', () => {
  const cost = (n: number | undefined) =>
    read({}, { variables: { id: globalId('Member', ann), ...(n === undefined ? {} : { n }) } });

  test('depends on the variables of each request, for one and the same document', async () => {
    expect((await cost(1)).text).toContain('J06.9');
    const before = await disclosures();
    const tooMuch = await cost(100);
    expect(JSON.parse(tooMuch.text).errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    expectClearRefusal(tooMuch);
    expect(await disclosures()).toEqual(before);
    expect((await cost(1)).text).toContain('J06.9');
    expect((await cost(undefined)).text).toContain('J06.9');
  });

  test('counts each id of a list of ids', async () => {
    const some = (length: number) => Array.from({ length }, () => globalId('Member', ann));
    const nodes =
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Member { memberId } } }';
    const few = await read({}, { query: nodes, variables: { ids: some(10) } });
    expect(JSON.parse(few.text).data.nodes).toHaveLength(10);
    const many = await read({}, { query: nodes, variables: { ids: some(301) } });
    expect(JSON.parse(many.text).errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    expectClearRefusal(many);
  });

  test.each([
    ['aliases', 'a: claims(first: 40) { ...c } b: claims(first: 40) { ...c }'],
    ['fragments', '... { claims(first: 80) { ...c } }'],
    ['typed fragments', '... on Member { claims(first: 80) { ...c } }'],
  ])('is not hidden by %s', async (_how, fields) => {
    const hidden = `query Q($id: ID!) { member(id: $id) { ${fields} } }
      fragment c on ClaimConnection { nodes { serviceDate diagnoses { sequence } } }`;
    const answer = await read({}, { query: hidden });
    expect(JSON.parse(answer.text).errors[0].extensions.code).toBe('QUERY_TOO_COMPLEX');
    expectClearRefusal(answer);
  });
});
