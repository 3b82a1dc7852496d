import type { IncomingMessage } from 'node:http';

/** Why a request's body is not read. */
export type BodyRefusal = {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
};

/**
 * Judges a body by its headers, before a byte of it is read. Only JSON is taken: browsers cannot send
 * it across origins without asking first, so no form of another site reaches us (CSRF).
 */
export function refuseBody(request: IncomingMessage, maximum: number): BodyRefusal | undefined {
  if (request.method !== 'POST') return undefined;
  // Of several, Node shows the first; whoever passed the request on may have judged by another.
  const [type, ...others] = request.headersDistinct['content-type'] ?? [];
  if (others.length > 0 || type?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') {
    return {
      status: 415,
      title: 'Unsupported media type',
      detail: 'Send the operation as application/json.',
    };
  }
  const length = request.headers['content-length'];
  if (length === undefined) {
    return { status: 411, title: 'Length required', detail: 'Send a Content-Length header.' };
  }
  if (Number(length) > maximum) {
    return {
      status: 413,
      title: 'Content too large',
      detail: `A request has ${maximum} bytes at most; this one has ${length}.`,
    };
  }
  return undefined;
}
