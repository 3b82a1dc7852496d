import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { AsymmetricSigningAlgorithm } from 'oidc-provider';
import type { Config } from '../config.ts';
import { createOnce } from '../create-once.ts';
import { signingKeySet } from '../key-set.ts';
import { parseJson } from '../parse-json.ts';

export type SigningKeys = {
  readonly keys: readonly (JWK & { readonly alg: AsymmetricSigningAlgorithm })[];
};

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
  const path = fileIn(dataDirectory);
  await mkdir(dataDirectory, { recursive: true });
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found === undefined) {
    await createOnce(path, `${JSON.stringify({ keys: [await newKey()] })}\n`, 0o600);
  }
  return keysOf(path, found ?? (await readFile(path, 'utf8')));
}

/** A key is published for as long as it may have signed what somebody still holds, and once more. */
const keptKeys = 3;

/** The keys cannot be changed here; the message says where. */
class NotKeptHere extends Error {
  override readonly name = 'NotKeptHere';
}

/**
 * Puts a new key before those that are kept in the data directory: gateways sign with it once they are started again,
 * and what former ones have signed still verifies.
 *
 * @throws NotKeptHere where OAUTH_KEYS says which keys there are
 */
export async function rotateSigningKey(
  config: Pick<Config, 'oauth' | 'dataDirectory'>,
): Promise<{ readonly path: string; readonly keys: number }> {
  if (config.oauth.keys !== undefined) {
    throw new NotKeptHere('OAUTH_KEYS holds the keys: put a new one before them there.');
  }
  const { keys: former } = await openSigningKeys(config);
  const keys = [await newKey(), ...former].slice(0, keptKeys);
  const path = fileIn(config.dataDirectory);
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, `${JSON.stringify({ keys })}\n`, { mode: 0o600, flush: true });
  await rename(draft, path);
  return { path, keys: keys.length };
}

const fileIn = (dataDirectory: string) => join(dataDirectory, 'oauth-keys.json');

function keysOf(path: string, text: string): SigningKeys {
  const parsed = signingKeySet.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${path} is no JSON Web Key Set of private keys. Put back what it was, or delete it to get new keys.`,
  );
}

/** RS256: what every OpenID Connect client takes (OpenID Connect Core, section 15.1). */
async function newKey(): Promise<SigningKeys['keys'][number]> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' };
}
