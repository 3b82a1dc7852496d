import { calculateJwkThumbprint } from 'jose';
import type { App, AppClient } from '../db/generated/prisma/client.ts';
import { type PublicKeySet, publicKeySet } from './public-keys.ts';

/** A key, and by what people tell it from others (RFC 7638, SHA-256). */
export type ClientKey = { readonly key: PublicKeySet['keys'][number]; readonly thumbprint: string };

/** The keys by which an app proves itself. */
export const standingKeys = (client: AppClient | null): Promise<ClientKey[]> =>
  keysOf(client?.authentication === 'PRIVATE_KEY' ? client.publicKeys : null);

/** The keys that wait for an admin. */
export const pendingKeys = ({ pendingClientKeys }: Pick<App, 'pendingClientKeys'>) =>
  keysOf(pendingClientKeys);

/** Of the keys that a partner wants, those that the app has already, and those that nobody has looked at. */
export async function splitKeys(client: AppClient | null, wanted: PublicKeySet) {
  const known = new Set((await standingKeys(client)).map(({ thumbprint }) => thumbprint));
  const asked = await keysOf(wanted);
  return {
    known: asked.filter(({ thumbprint }) => known.has(thumbprint)),
    added: asked.filter(({ thumbprint }) => !known.has(thumbprint)),
  };
}

/** As they are kept. */
export const setOf = (keys: readonly ClientKey[]): PublicKeySet => ({
  keys: keys.map(({ key }) => key),
});

async function keysOf(kept: unknown): Promise<ClientKey[]> {
  const keys = publicKeySet.safeParse(kept).data?.keys ?? [];
  return Promise.all(
    keys.map(async (key) => ({ key, thumbprint: await calculateJwkThumbprint(key) })),
  );
}
