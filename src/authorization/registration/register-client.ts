import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { registerApp } from '../../apps/register-app.ts';
import type { Database } from '../../db/database.ts';
import { InvalidInput, StateConflict } from '../../graphql/kit/user-errors.ts';
import { readBearer } from '../../identity/bearer.ts';
import { BearerRefused, CredentialsRefused } from '../../identity/errors.ts';
import type { KnownViewer } from '../../identity/viewer.ts';
import { wwwAuthenticate } from '../../identity/www-authenticate.ts';
import { parseJson } from '../../parse-json.ts';
import { safeError } from '../../safe-error.ts';
import { clientOf } from '../app-clients.ts';
import { advertisedScopes } from '../smart-scopes.ts';
import { RegistrationRefused, readMetadata } from './client-metadata.ts';

export type RegistrationParts = {
  readonly database: Database;
  readonly verify: (token: string) => Promise<{ viewer: KnownViewer }>;
  readonly log: Logger;
};

/** No client says more of itself, bytes. */
const longest = 65_536;

/**
 * Dynamic client registration (RFC 7591): a partner's program registers an app of the partner's, whose
 * token is the initial access token. The app is pending like any other, and no client before it is approved.
 */
export async function registerClient(
  parts: RegistrationParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await register(parts, request, response);
  } catch (cause) {
    if (response.headersSent) response.destroy();
    else refuse(parts, response, cause);
  }
}

async function register(
  { database, verify }: RegistrationParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    answer(response, 405, { error: 'invalid_request', error_description: 'Clients are posted.' });
    return;
  }
  const partner = await partnerOf(verify, request);
  if (partner === undefined) {
    answer(response, 403, {
      error: 'access_denied',
      error_description: 'The token of a partner is wanted.',
    });
    return;
  }
  const { client: proof, ...metadata } = readMetadata(await readJson(request));
  const app = await registerApp(
    database,
    { actor: partner.subject, actorKind: partner.kind },
    { ...metadata, partnerId: partner.partnerId, kind: 'THIRD_PARTY_APP', client: proof },
  );
  const client = await database.prisma.appClient.findUniqueOrThrow({ where: { appId: app.id } });
  const { client_secret: _hash, ...registered } = clientOf(app, client);
  answer(response, 201, {
    ...registered,
    client_id_issued_at: Math.floor(app.createdAt.getTime() / 1_000),
    ...(proof.authentication === 'SECRET'
      ? { client_secret: proof.secret, client_secret_expires_at: 0 }
      : {}),
    ...(app.privacyPolicyUrl === null ? {} : { policy_uri: app.privacyPolicyUrl }),
    // Who proves itself by a key may ask for everybody's records, of those who granted; nobody else may.
    scope: advertisedScopes
      .filter((scope) => proof.authentication === 'PRIVATE_KEY' || !scope.startsWith('system/'))
      .join(' '),
    answers: metadata.answers,
  });
}

async function partnerOf(verify: RegistrationParts['verify'], request: IncomingMessage) {
  if ((request.headersDistinct['authorization']?.length ?? 0) > 1) {
    throw new BearerRefused('Send one Authorization header.');
  }
  const credentials = readBearer(request.headers.authorization ?? null);
  if (credentials.kind === 'none') throw new NobodyAsks();
  const { viewer } = await verify(credentials.token);
  return viewer.kind === 'PARTNER' ? viewer : undefined;
}

class NobodyAsks extends Error {}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new RegistrationRefused('invalid_client_metadata', 'send application/json');
  }
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    const bytes = Buffer.from(piece);
    length += bytes.length;
    if (length > longest) {
      throw new RegistrationRefused('invalid_client_metadata', `send ${longest} bytes at most`);
    }
    pieces.push(bytes);
  }
  return parseJson(Buffer.concat(pieces).toString('utf8'));
}

function refuse({ log }: RegistrationParts, response: ServerResponse, cause: unknown): void {
  if (cause instanceof NobodyAsks) {
    response.setHeader('www-authenticate', wwwAuthenticate());
    const error_description = 'Show the token of a partner.';
    answer(response, 401, { error: 'invalid_token', error_description });
  } else if (cause instanceof CredentialsRefused) {
    response.setHeader('www-authenticate', wwwAuthenticate(cause));
    answer(response, cause.status, { error: cause.error, error_description: cause.description });
  } else if (cause instanceof RegistrationRefused) {
    answer(response, 400, { error: cause.code, error_description: cause.message });
  } else if (cause instanceof InvalidInput || cause instanceof StateConflict) {
    answer(response, 400, { error: 'invalid_client_metadata', error_description: cause.message });
  } else {
    log.error({ err: safeError(cause) }, 'a client could not be registered');
    response.setHeader('retry-after', '5');
    answer(response, 503, {
      error: 'temporarily_unavailable',
      error_description: 'Nothing was registered. Try again.',
    });
  }
}

/** RFC 7591, section 3.2: nobody keeps a copy, for there may be a secret in it. */
function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    pragma: 'no-cache',
  });
  response.end(JSON.stringify(body));
}
