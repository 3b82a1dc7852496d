import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { expectNothingOfOurInside } from '../../kit/leaks.ts';
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
const smuggled = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';

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

describe('a proxy and we see the same requests', () => {
  const chunked = `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n`;
  test.each([
    [
      'a length and chunks',
      ['Content-Length: 6', 'Transfer-Encoding: chunked'],
      `0\r\n\r\n${smuggled}`,
    ],
    [
      'chunks and a length',
      ['Transfer-Encoding: chunked', `Content-Length: ${good.length}`],
      `${chunked}${smuggled}`,
    ],
    ['two lengths', [`Content-Length: ${good.length}`, 'Content-Length: 0'], `${good}${smuggled}`],
    [
      'two equal lengths',
      [`Content-Length: ${good.length}`, `Content-Length: ${good.length}`],
      `${good}${smuggled}`,
    ],
    ['a list of lengths', [`Content-Length: ${good.length}, 0`], `${good}${smuggled}`],
    ['a length with a sign', [`Content-Length: +${good.length}`], `${good}${smuggled}`],
    ['a length below nothing', ['Content-Length: -1'], `${good}${smuggled}`],
    [
      'a length in hexadecimal',
      [`Content-Length: 0x${good.length.toString(16)}`],
      `${good}${smuggled}`,
    ],
    [
      'a length beyond all numbers',
      ['Content-Length: 99999999999999999999999'],
      `${good}${smuggled}`,
    ],
    ['chunks alone', ['Transfer-Encoding: chunked'], `${chunked}${smuggled}`],
    ['chunks that are hidden', ['Transfer-Encoding: xchunked'], `${chunked}${smuggled}`],
    ['chunks in another coding', ['Transfer-Encoding: chunked, identity'], `${chunked}${smuggled}`],
    ['chunks after a space', ['Transfer-Encoding : chunked'], `${chunked}${smuggled}`],
    ['a folded header', ['X-A: b', ' Transfer-Encoding: chunked'], `${chunked}${smuggled}`],
    ['a header without a name', [': chunked'], `${good}${smuggled}`],
    ['a lone line feed', ['X-A: b\nContent-Length: 0'], `${good}${smuggled}`],
    [
      'a NUL in a header',
      ['X-A: b\u0000c', `Content-Length: ${good.length}`],
      `${good}${smuggled}`,
    ],
  ])('with %s the second one is never answered', async (_what, lines, body) => {
    const { text, hungUp } = await exchangeBytes(gateway.baseUrl, bytesOf(lines, body));
    expect(statusesIn(text)).toEqual([expect.stringMatching(/^4/)]);
    expect(hungUp).toBe(true);
    expect(text).not.toContain('alive');
  });

  test.each([
    'GET /health HTTP/1.1',
    'GET /graphql?query={__typename} HTTP/1.1',
    'POST /nowhere HTTP/1.1',
    'DELETE /graphql HTTP/1.1',
  ])('what stands in the body of %s is no request', async (start) => {
    const bytes = bytesOf([`Content-Length: ${smuggled.length}`], smuggled, start);
    expect(statusesIn((await exchangeBytes(gateway.baseUrl, bytes)).text)).toHaveLength(1);
  });

  test('and two requests, one behind the other, are two', async () => {
    const bytes = bytesOf([`Content-Length: ${good.length}`], good) + smuggled;
    const { text } = await exchangeBytes(gateway.baseUrl, bytes);
    expect(statusesIn(text)).toEqual(['200', '200']);
    expect(text).toContain('{"data":{"viewer":{"kind":"ADMIN"}}}');
  });
});

test.each([
  'GET http://elsewhere.example/graphql HTTP/1.1',
  'CONNECT elsewhere.example:443 HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'GET / HTTP/0.9',
  'PRI * HTTP/2.0',
  'TRACE /health HTTP/1.1',
])('%s leads nowhere', async (start) => {
  const { text } = await exchangeBytes(gateway.baseUrl, bytesOf(['Content-Length: 0'], '', start));
  expect(text).not.toContain('"data"');
  expect(text).not.toContain(authorization);
  expectNothingOfOurInside(text);
});

test.each([
  ['one header of 20,000 letters', [`X-A: ${'a'.repeat(20_000)}`]],
  ['3,000 headers', Array.from({ length: 3_000 }, (_, i) => `X-${i}: ${i}`)],
  ['a token of 20,000 letters', [`Authorization: Bearer ${'a'.repeat(20_000)}`]],
])('%s are refused with 431', async (_what, lines) => {
  const { text, hungUp } = await exchangeBytes(gateway.baseUrl, bytesOf(lines));
  expect(statusesIn(text)).toEqual(['431']);
  expect(hungUp).toBe(true);
});
