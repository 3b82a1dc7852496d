import { createHash, timingSafeEqual } from 'node:crypto';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import type { Database } from '../db/database.ts';
import type { App, AppClient } from '../db/generated/prisma/client.ts';
import { keySet } from '../key-set.ts';

/** The approved apps as OAuth clients: an app's id is its `client_id`. Nothing of them is written here. */
export class AppClients implements Adapter {
  readonly #prisma: Database['prisma'];

  constructor({ prisma }: Pick<Database, 'prisma'>) {
    this.#prisma = prisma;
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!z.guid().safeParse(id).success) return undefined;
    const app = await this.#prisma.app.findFirst({
      where: { id: id.toLowerCase(), state: 'APPROVED' },
      include: { client: true },
    });
    if (app?.client == null || app.id !== id) return undefined;
    return clientOf(app, app.client);
  }

  upsert = unused;
  findByUid = unused;
  findByUserCode = unused;
  consume = unused;
  destroy = unused;
  revokeByGrantId = unused;
}

const unused = () => Promise.reject(new Error('apps are registered by the gateway, not here'));

function clientOf(app: App, client: AppClient): AdapterPayload {
  return {
    client_id: app.id,
    client_name: app.name,
    redirect_uris: app.redirectUris,
    response_types: ['code'],
    // A code goes by redirect alone: form_post needs a page of ours that has the code, and a script.
    response_modes: ['query'],
    grant_types: [
      'authorization_code',
      'refresh_token',
      // SMART Backend Services prove themselves by a key, never by a secret.
      ...(client.authentication === 'PRIVATE_KEY' ? ['client_credentials'] : []),
    ],
    application_type: app.redirectUris.every(isOfServer) ? 'web' : 'native',
    ...proofOf(client),
  };
}

/** RFC 8252: whatever is not https is an app on the member's own device. */
const isOfServer = (uri: string) => uri.startsWith('https:');

function proofOf({ authentication, secretHash, publicKeys }: AppClient): AdapterPayload {
  switch (authentication) {
    case 'NONE':
      return { token_endpoint_auth_method: 'none' };
    case 'SECRET':
      return {
        token_endpoint_auth_method: 'client_secret_basic',
        client_secret: Buffer.from(secretHash ?? []).toString('base64url'),
      };
    case 'PRIVATE_KEY':
      return {
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: keySet.parse(publicKeys),
      };
  }
}

/** SHA-256 of a client's secret: all that is kept of it. */
const secretHashOf = (secret: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(secret).digest());

/** Whether a secret is the one whose hash is kept, base64url. */
export function isSecret(kept: string | undefined, given: string): boolean {
  const expected = Buffer.from(kept ?? '', 'base64url');
  const actual = secretHashOf(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
