import { timingSafeEqual } from 'node:crypto';
import type { Adapter, AdapterPayload, AsymmetricSigningAlgorithm } from 'oidc-provider';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { App, AppClient } from '../db/generated/prisma/client.ts';
import { keySet } from '../key-set.ts';
import { hashOfSecret } from '../secret.ts';

/** The approved apps as OAuth clients: an app's id is its `client_id`. Nothing of them is written here. */
export class AppClients implements Adapter {
  readonly #prisma: Database['prisma'];
  readonly #algorithm: AsymmetricSigningAlgorithm | undefined;

  /** @param algorithm what ID tokens are signed with: oidc-provider takes it for RS256 otherwise, and refuses every client */
  constructor(
    { prisma }: Pick<Database, 'prisma'>,
    algorithm: AsymmetricSigningAlgorithm | undefined,
  ) {
    this.#prisma = prisma;
    this.#algorithm = algorithm;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!z.guid().safeParse(id).success) return undefined;
    const app = await this.#prisma.app.findFirst({
      where: { id: id.toLowerCase(), state: 'APPROVED' },
      include: { client: true },
    });
    if (app?.client == null || app.id !== id || hasNoKey(app.client)) return undefined;
    return { ...clientOf(app, app.client), id_token_signed_response_alg: this.#algorithm };
  }

  upsert = unused;
  findByUid = unused;
  findByUserCode = unused;
  consume = unused;
  destroy = unused;
  revokeByGrantId = unused;
}

const unused = () => Promise.reject(new Error('apps are registered by the gateway, not here'));

/** An app as an OAuth client; in place of a secret stands what is kept of it. */
export function clientOf(app: App, client: AppClient): AdapterPayload {
  return {
    client_id: app.id,
    client_name: app.name,
    redirect_uris: app.redirectUris,
    // A partner's server that nobody signs in at has nowhere to return to.
    response_types: app.redirectUris.length > 0 ? ['code'] : [],
    // A code goes by redirect alone: form_post needs a page of ours that has the code, and a script.
    response_modes: ['query'],
    grant_types: [
      ...(app.redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : []),
      // SMART Backend Services prove themselves by a key, never by a secret.
      ...(client.authentication === 'PRIVATE_KEY' ? ['client_credentials'] : []),
    ],
    application_type: app.redirectUris.every(isOfServer) ? 'web' : 'native',
    ...proofOf(client),
  };
}

/** All that it had were taken away, and those in their place wait for an admin. */
const hasNoKey = ({ authentication, publicKeys }: AppClient) =>
  authentication === 'PRIVATE_KEY' && !keySet.safeParse(publicKeys).success;

/** RFC 8252: whatever is not https is an app on the member's own device. */
const isOfServer = (uri: string) => uri.startsWith('https:');

function proofOf(client: AppClient): AdapterPayload {
  const { authentication, publicKeys } = client;
  switch (authentication) {
    case 'NONE':
      return { token_endpoint_auth_method: 'none' };
    case 'SECRET':
      return {
        token_endpoint_auth_method: 'client_secret_basic',
        client_secret: standingHashes(client)
          .map((hash) => Buffer.from(hash).toString('base64url'))
          .join('.'),
      };
    case 'PRIVATE_KEY':
      return {
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: keySet.parse(publicKeys),
      };
  }
}

/** Of the secret, and of the one before it while that may go on. */
function standingHashes({ secretHash, formerSecretHash, formerSecretUntil }: AppClient) {
  const former = formerSecretUntil !== null && formerSecretUntil.getTime() > Date.now();
  return [secretHash, former ? formerSecretHash : null].filter((hash) => hash !== null);
}

/** Whether a secret is one of those whose hashes are kept, base64url with dots between. */
export function isSecret(kept: string | undefined, given: string): boolean {
  const actual = hashOfSecret(given);
  return (kept ?? '')
    .split('.')
    .map((hash) => Buffer.from(hash, 'base64url'))
    .some((hash) => hash.length === actual.length && timingSafeEqual(hash, actual));
}
