import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { expectNothingOfOurInside } from '../../kit/leaks.ts';
import { sendRaw } from '../../kit/raw-http.ts';
import { exchangeBytes, statusesIn } from '../../kit/raw-tcp.ts';

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = `Bearer ${await gateway.token({ kind: 'ADMIN' })}`;
});
afterAll(() => gateway.stop());
afterEach(async () => {
  expect((await fetch(`${gateway.baseUrl}/health`)).status).toBe(200);
});

const good = JSON.stringify({ query: '{ viewer { kind } }' });

/** A request in bytes, with a token, a Host and JSON unless told otherwise. */
const bytesOf = (lines: readonly string[], body = '', start = 'POST /graphql HTTP/1.1') =>
  [
    start,
    'Host: x',
    `Authorization: ${authorization}`,
    'Content-Type: application/json',
    ...lines,
    '',
    body,
  ].join('\r\n');

describe('no line break of a client becomes one of a header', () => {
  const broken = 'a\r\nX-Injected: yes\r\n\r\n<html>';
  test.each([
    ['an operation name', { query: 'query a { __typename }', operationName: broken }],
    ['an id', { query: 'query Q($v: ID!) { node(id: $v) { id } }', variables: { v: broken } }],
    [
      'a global id',
      {
        query: 'query Q($v: ID!) { node(id: $v) { id } }',
        variables: { v: Buffer.from(`App:${broken}`).toString('base64') },
      },
    ],
    [
      'a cursor',
      {
        query: 'query Q($v: String) { apps(after: $v) { nodes { id } } }',
        variables: { v: broken },
      },
    ],
    ['a name of a field', { query: `{ ${broken} }` }],
    ['a name of a member', { [broken]: 1, query: '{ __typename }' }],
  ])('in %s', async (_what, request) => {
    const body = JSON.stringify(request);
    const bytes = bytesOf(
      [`Content-Length: ${Buffer.byteLength(body)}`, 'Connection: close'],
      body,
    );
    const { text } = await exchangeBytes(gateway.baseUrl, bytes);
    const [head = ''] = text.split('\r\n\r\n', 1);
    expect(statusesIn(text)).toHaveLength(1);
    expect(head).not.toMatch(/injected/i);
    expectNothingOfOurInside(text);
  });

  test.each([
    '/graphql?query=%0d%0aX-Injected:%20yes',
    '/%0d%0aX-Injected:%20yes',
    '/graphql?operationName=%0aX-Injected:yes&query={__typename}',
  ])('in the address %s', async (path) => {
    const answer = await sendRaw(gateway.baseUrl, {
      method: 'GET',
      path,
      headers: { authorization },
    });
    expect(answer.headers['x-injected']).toBeUndefined();
    expect(answer.text).not.toContain('"data"');
  });

  test.each(['x\ry', 'x y', 'x/y@z:', '[::', 'x:99999', 'a'.repeat(9_000)])(
    'nor in Host: %j',
    async (host) => {
      const bytes = `POST /graphql HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: ${good.length}\r\nConnection: close\r\n\r\n${good}`;
      const { text } = await exchangeBytes(gateway.baseUrl, bytes);
      expect(statusesIn(text)).toHaveLength(1);
      expect(text).not.toContain(host);
      expectNothingOfOurInside(text);
    },
  );
});
