import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { expectClearRefusal } from '../kit/leaks.ts';
import { type RawRequest, sendRaw } from '../kit/raw-http.ts';

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = `Bearer ${await gateway.token({ kind: 'ADMIN' })}`;
});
afterAll(() => gateway.stop());

const good = JSON.stringify({ query: '{ viewer { kind } }' });
const json = { 'content-type': 'application/json' };

afterEach(async () => {
  expect((await fetch(`${gateway.baseUrl}/health`)).status).toBe(200);
  const answer = await gateway.ask('{ viewer { kind } }', { as: { kind: 'ADMIN' } });
  expect(answer.body).toEqual({ data: { viewer: { kind: 'ADMIN' } } });
});

const send = (request: RawRequest) =>
  sendRaw(gateway.baseUrl, { ...request, headers: { authorization, ...request.headers } });

describe('a body that is no GraphQL request is refused with 400', () => {
  test.each([
    ['no JSON', '{ "query": '],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '42'],
    ['a text', '"{ viewer { kind } }"'],
    ['an empty object', '{}'],
    ['a query that is no text', '{"query":{}}'],
    ['variables that are no object', '{"query":"{ viewer { kind } }","variables":[1]}'],
    ['variables that are a text', '{"query":"{ viewer { kind } }","variables":"{}"}'],
    ['an operation name that is no text', '{"query":"{ viewer { kind } }","operationName":7}'],
    ['extensions that are no object', '{"query":"{ viewer { kind } }","extensions":1}'],
    ['an unknown member', '{"query":"{ viewer { kind } }","id":1}'],
    ['a batch', `[${good},${good}]`],
    ['an empty batch', '[]'],
    ['an upload map', '{"operations":"{}","map":"{}"}'],
    ['100,000 brackets', '['.repeat(100_000)],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['no UTF-8 within a text', Buffer.from('{"query":"{ viewer \xff\xc0 { kind } }"', 'latin1')],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['compressed', gzipSync(good)],
    ['a form', 'query=%7Bviewer%7Bkind%7D%7D'],
  ])('%s', async (_what, body) => {
    const answer = await send({ headers: json, body });
    expect(answer.status).toBe(400);
    expectClearRefusal(answer);
  });
});

describe('before anything is read', () => {
  test.each([
    ['text/plain', good],
    ['application/x-www-form-urlencoded', 'query=%7Bviewer%7Bkind%7D%7D'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/graphql', '{ viewer { kind } }'],
    ['application/graphql+json', good],
    ['application/json-seq', good],
    ['', good],
  ])('a body of type %j is refused with 415', async (contentType, body) => {
    const answer = await send({
      headers: contentType === '' ? {} : { 'content-type': contentType },
      body,
    });
    expect(answer.status).toBe(415);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expectClearRefusal(answer);
  });

  test('a body of 10 MB is refused with 413, by what it says of itself', async () => {
    const answer = await send({ headers: json, body: Buffer.alloc(10_000_000, 0x20) });
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
    expectClearRefusal(answer);
  });

  test('a body without a length is refused with 411', async () => {
    const answer = await send({ headers: json, body: good, chunked: true });
    expect(answer.status).toBe(411);
    expectClearRefusal(answer);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is refused', async (method) => {
    const answer = await send({ method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('GET, POST');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('other paths tell that nothing is here', async () => {
    for (const path of ['/', '/graphql/', '/graphqlx', '/GRAPHQL', '//graphql', '/graphql%00']) {
      const answer = await send({ path, headers: json, body: good });
      expect(answer.status, path).toBe(404);
      expectClearRefusal(answer);
    }
  });
});

describe('GET', () => {
  const get = (query: string) =>
    send({ method: 'GET', path: `/graphql?${new URLSearchParams({ query })}` });

  test('reads', async () => {
    expect((await get('{ viewer { kind } }')).text).toBe('{"data":{"viewer":{"kind":"ADMIN"}}}');
  });

  test('changes nothing', async () => {
    const answer = await get(
      'mutation { approveApp(input: { appId: "QXBwOngK", version: 1 }) { __typename } }',
    );
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
    expectClearRefusal(answer);
  });

  test.each([
    ['without a query', '/graphql'],
    ['with variables that are no JSON', '/graphql?query={viewer{kind}}&variables={'],
    ['with broken percent signs', '/graphql?query=%zz%'],
    ['with NUL bytes', '/graphql?query=%00'],
  ])('%s is refused', async (_what, path) => {
    const answer = await send({ method: 'GET', path });
    expectClearRefusal(answer);
  });
});

test('scripts of any site may ask, with a token and never with cookies', async () => {
  const answer = await send({
    headers: { ...json, origin: 'https://elsewhere.example' },
    body: good,
  });
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});
