import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { GatewayError } from '../errors.ts';
import { readBearer } from '../identity/bearer.ts';
import { BearerRefused, CredentialsRefused, KeySetUnavailable } from '../identity/errors.ts';
import type { Viewer } from '../identity/viewer.ts';
import { wwwAuthenticate } from '../identity/www-authenticate.ts';
import { safeError } from '../safe-error.ts';
import type { Authenticate } from './plugins/authenticate.ts';
import { problem } from './problem.ts';

/**
 * Who asks for a file, by their bearer token.
 *
 * @throws CredentialsRefused
 */
export async function whoAsks(verify: Authenticate, request: IncomingMessage): Promise<Viewer> {
  if ((request.headersDistinct['authorization']?.length ?? 0) > 1) {
    throw new BearerRefused('Send one Authorization header.');
  }
  const credentials = readBearer(request.headers.authorization ?? null);
  if (credentials.kind === 'none') return { kind: 'NOBODY' };
  return (await verify(credentials.token)).viewer;
}

/** Whether a file may be asked for like this; where not, it has been said. */
export function isRead(request: IncomingMessage, response: ServerResponse, name: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  response.setHeader('allow', 'GET, HEAD');
  problem(response, 405, 'Only read', `${name} is fetched with GET.`);
  return false;
}

/** Says why a file is not handed out; a fault of ours goes to the log. */
export function refuseDownload(
  log: Logger,
  response: ServerResponse,
  name: string,
  cause: unknown,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (cause instanceof CredentialsRefused) {
    response.setHeader('www-authenticate', wwwAuthenticate(cause));
    problem(response, cause.status, 'Who are you?', cause.description);
    return;
  }
  const isLedger = cause instanceof GatewayError && cause.code.startsWith('LEDGER_');
  if (!isLedger && !(cause instanceof KeySetUnavailable)) {
    log.error({ err: safeError(cause) }, `${name} could not be handed out`);
  }
  problem(
    response,
    503,
    'Not now',
    isLedger
      ? `The ledger cannot enter that ${name} leaves, so none does. Try again.`
      : `${name} cannot be handed out now. Try again.`,
  );
}
