import type { ServerResponse } from 'node:http';

/** Answers with `application/problem+json` (RFC 9457) and closes the connection, unread body and all. */
export function problem(
  response: ServerResponse,
  status: number,
  title: string,
  detail: string,
): void {
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 413 || status === 411 || status === 415 ? { connection: 'close' } : {}),
  });
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }));
}
