import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BearerRefused } from '../identity/errors.ts';
import { wwwAuthenticate } from '../identity/www-authenticate.ts';
import type { GraphqlEndpoint } from './graphql-endpoint.ts';
import { notFound } from './not-found.ts';
import { problem } from './problem.ts';
import type { Readiness } from './readiness.ts';
import { refuseBody } from './request-body.ts';

export type HttpParts = {
  readonly graphql: GraphqlEndpoint;
  readonly readiness: Readiness;
  readonly routes: readonly Route[];
  /** Where the bare address leads. */
  readonly home?: string;
  readonly bodyMaxBytes: number;
};

/** Who answers beneath a path. It answers whatever befalls it: nobody waits for what it returns. */
type Route = {
  /** Up to and with a slash. */
  readonly prefix: `/${string}/`;
  /** Whether people open it: who leaves the slash out is led there. */
  readonly isPage?: boolean;
  readonly serve: (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
  ) => Promise<void> | void;
};

/** The HTTP server: health, readiness, and `/graphql` behind the checks that need no GraphQL. */
export function createHttpServer(parts: HttpParts): Server {
  const { graphql, readiness, routes, home, bodyMaxBytes } = parts;
  const withSlash = new Map([
    ...(home === undefined ? [] : [['/', home] as const]),
    ...routes.flatMap(({ prefix, isPage }) =>
      isPage === true ? [[prefix.slice(0, -1), prefix] as const] : [],
    ),
  ]);
  return createServer(
    // A slow sender is cut off; one that sends a malformed request gets 400 from Node itself.
    {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      // Time-outs are looked after this often.
      connectionsCheckingInterval: 5_000,
      keepAliveTimeout: 65_000,
    },
    (request, response) => {
      response.setHeader('x-content-type-options', 'nosniff');
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      if (path === '/graphql') serveGraphql(graphql, bodyMaxBytes, request, response);
      else if (path === '/health') answer(response, 200, { status: 'alive' });
      else if (path === '/ready') void answerReadiness(readiness, response);
      else {
        const route = routes.find(({ prefix }) => path.startsWith(prefix));
        const whole = withSlash.get(path);
        if (route !== undefined) void route.serve(request, response, path);
        else if (whole === undefined || !isRead(request)) notFound(request, response);
        else permanently(response, `${whole}${(request.url ?? '').slice(path.length)}`);
      }
    },
  );
}

const isRead = ({ method }: IncomingMessage) => method === 'GET' || method === 'HEAD';

/** RFC 9110, section 15.4.9. */
function permanently(response: ServerResponse, location: string): void {
  response.writeHead(308, { location, 'cache-control': 'no-store' }).end();
}

function serveGraphql(
  graphql: GraphqlEndpoint,
  bodyMaxBytes: number,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (allowBrowsers(request, response)) return;
  // URLs are kept in histories and logs (RFC 6750, section 5.3; RFC 9700, section 4.3.2).
  if (/[?&]access_token=/.test(request.url ?? '')) {
    const refused = new BearerRefused(
      'Send the token in the Authorization header, never in the URL.',
    );
    response.setHeader('www-authenticate', wwwAuthenticate(refused));
    problem(response, refused.status, 'Token in the URL', refused.description);
    return;
  }
  // Node keeps the first of several Authorization headers and drops the rest: refuse instead.
  if ((request.headersDistinct['authorization']?.length ?? 0) > 1) {
    const refused = new BearerRefused('Send one Authorization header.');
    response.setHeader('www-authenticate', wwwAuthenticate(refused));
    problem(response, refused.status, 'Several tokens', refused.description);
    return;
  }
  if (!URL.canParse(`http://${request.headers.host ?? ''}`)) {
    problem(response, 400, 'Malformed Host', 'Send a Host header with a name and a port.');
    return;
  }
  const refusal = refuseBody(request, bodyMaxBytes);
  if (refusal) {
    problem(response, refusal.status, refusal.title, refusal.detail);
    return;
  }
  void graphql(request, response);
}

/**
 * Scripts of any site may ask, for whoever gave them a token: no cookie is read here, so that a browser adds
 * nothing of its own to what they could send from anywhere.
 *
 * @returns whether it was the question that browsers ask before, which has no token yet
 */
function allowBrowsers(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.headers.origin === undefined) return false;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader(
    'access-control-expose-headers',
    'x-request-id, retry-after, www-authenticate',
  );
  const isPreflight = request.headers['access-control-request-method'] !== undefined;
  if (request.method !== 'OPTIONS' || !isPreflight) return false;
  response.writeHead(204, {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '7200',
  });
  response.end();
  return true;
}

/** Says whether, and what the last check found; why not otherwise is for the log. */
async function answerReadiness(readiness: Readiness, response: ServerResponse): Promise<void> {
  const { ready, ledger } = await readiness().catch(() => ({ ready: false, ledger: undefined }));
  answer(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', ledger });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
