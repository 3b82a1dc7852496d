import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { expectClearRefusal } from '../../kit/leaks.ts';
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

describe('a preflight lets a script ask with a token, and send nothing else', () => {
  test.each(['https://elsewhere.example', 'null', 'http://127.0.0.1', 'file://'])(
    'for origin %s',
    async (origin) => {
      for (const path of ['/graphql', '/health', '/ready', '/']) {
        const answer = await sendRaw(gateway.baseUrl, {
          method: 'OPTIONS',
          path,
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization, content-type',
            'access-control-request-private-network': 'true',
          },
        });
        const allowed = Object.entries(answer.headers).filter(([name]) =>
          name.startsWith('access-control'),
        );
        // No credentials, no private network, no other method; elsewhere nothing at all.
        const expected =
          path === '/graphql'
            ? {
                'access-control-allow-origin': '*',
                'access-control-expose-headers': 'x-request-id, retry-after, www-authenticate',
                'access-control-allow-methods': 'POST',
                'access-control-allow-headers': 'authorization, content-type',
                'access-control-max-age': '7200',
              }
            : {};
        expect(Object.fromEntries(allowed), path).toEqual(expected);
      }
    },
  );
});

test('a cookie is nobody, whatever is in it', async () => {
  const token = authorization.replace('Bearer ', '');
  const cookie = ['_session', 'token', 'access_token', 'authorization', 'Authorization']
    .map((name) => `${name}=${token}`)
    .join('; ');
  const answer = await sendRaw(gateway.baseUrl, {
    headers: { cookie, 'content-type': 'application/json', origin: 'https://elsewhere.example' },
    body: good,
  });
  expect(answer.text).toBe('{"data":{"viewer":{"kind":"NOBODY"}}}');
});

describe('only a body that says it is JSON is read', () => {
  test.each([
    'text/plain; application/json',
    'text/plain, application/json',
    'application/json, text/plain',
    'application/json,application/x-www-form-urlencoded',
    'multipart/form-data; boundary=application/json',
    'application/jsonp',
    'application/ json',
    'application/json\u00a0',
    '"application/json"',
    ';application/json',
  ])('not as %j', async (contentType) => {
    const headers = { authorization, 'content-type': contentType };
    const answer = await sendRaw(gateway.baseUrl, { headers, body: good });
    expect(answer.status).toBe(415);
    expectClearRefusal(answer);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])(
    'not where a second header says %s, whichever comes first',
    async (other) => {
      const length = `Content-Length: ${good.length}`;
      const types = ['Content-Type: application/json', `Content-Type: ${other}`];
      for (const lines of [types, types.toReversed()]) {
        const bytes = [`POST /graphql HTTP/1.1`, 'Host: x', ...lines, length, '', good].join(
          '\r\n',
        );
        expect(statusesIn((await exchangeBytes(gateway.baseUrl, bytes)).text)).toEqual(['415']);
      }
    },
  );

  test.each(['utf-7', 'utf-16', 'shift_jis', 'utf-8', 'nonsense'])(
    'and as UTF-8, though its charset says %s',
    async (charset) => {
      const query = '{ a: __typename #+AGEAYgBj-\n }';
      const headers = { authorization, 'content-type': `application/json; charset=${charset}` };
      const answer = await sendRaw(gateway.baseUrl, { headers, body: JSON.stringify({ query }) });
      expect(answer.text).toBe('{"data":{"a":"Query"}}');
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    },
  );
});

test.each(['x-http-method-override', 'x-http-method', 'x-method-override', 'http-method-override'])(
  'a GET stays one, whatever %s says',
  async (name) => {
    const path = `/graphql?${new URLSearchParams({ query: 'mutation M { __typename }', _method: 'POST' })}`;
    const answer = await sendRaw(gateway.baseUrl, {
      method: 'GET',
      path,
      headers: { authorization, [name]: 'POST' },
    });
    expect(answer.status).toBe(405);
  },
);
