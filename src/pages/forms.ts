import type { IncomingMessage } from 'node:http';

/** No form of ours is longer, bytes: 5,000 characters may take nine each as a form writes them. */
const longest = 65_536;

/** Reads a form that a page has sent; undefined where it is none, or too long to be one. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > longest) return undefined;
    pieces.push(bytes);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  // PostgreSQL keeps no NUL, and nobody types one.
  return /%00|\0/.test(text) ? undefined : new URLSearchParams(text);
}

/**
 * Whether a form comes from a page of ours. Browsers say where it was sent from (Fetch, RFC 6454); whoever says
 * neither is no browser of a member.
 *
 * @param origin where our pages are
 */
export function isOwnForm({ headers }: Pick<IncomingMessage, 'headers'>, origin: string): boolean {
  if (headers.origin !== undefined && headers.origin !== 'null') return headers.origin === origin;
  return headers['sec-fetch-site'] === 'same-origin';
}
