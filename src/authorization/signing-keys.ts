import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Config } from '../config.ts';
import { createOnce } from '../create-once.ts';
import { keySet } from '../key-set.ts';
import { parseJson } from '../parse-json.ts';

export type SigningKeys = { readonly keys: readonly JWK[] };

/**
 * The private keys that ID tokens are signed with: OAUTH_KEYS, or a file in the data directory, made at
 * the first start. The first one signs; those after it are still published, so that a key is changed by
 * putting a new one before it.
 */
export async function openSigningKeys({
  oauth,
  dataDirectory,
}: Pick<Config, 'oauth' | 'dataDirectory'>): Promise<SigningKeys> {
  if (oauth.keys !== undefined) return oauth.keys;
  const path = join(dataDirectory, 'oauth-keys.json');
  await mkdir(dataDirectory, { recursive: true });
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined) {
    await createOnce(path, `${JSON.stringify({ keys: [await newKey()] })}\n`, 0o600);
  }
  const parsed = keySet.safeParse(parseJson(found ?? (await readFile(path, 'utf8'))));
  if (!parsed.success) {
    throw new Error(
      `${path} is no JSON Web Key Set. Put back what it was, or delete it to get new keys.`,
    );
  }
  return parsed.data;
}

/** RS256: what every OpenID Connect client takes (OpenID Connect Core, section 15.1). */
async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' };
}
