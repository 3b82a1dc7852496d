import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** The page after a form is another request: going back or reloading sends nothing twice (RFC 9110, section 15.4.4). */
export function seeOther(
  response: ServerResponse,
  location: string,
  more: OutgoingHttpHeaders = {},
): void {
  response.writeHead(303, { location, 'cache-control': 'no-store', ...more });
  response.end();
}
