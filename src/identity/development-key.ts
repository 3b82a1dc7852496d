import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';
import { createOnce, isCode } from '../create-once.ts';
import { parseJson } from '../parse-json.ts';
import { DevelopmentKeyRefused } from './errors.ts';
import { DEVELOPMENT_ALGORITHM } from './settings.ts';

export type DevelopmentKey = {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
};

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const storedKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  d: coordinate,
});

/**
 * Gives the key pair that signs and proves development tokens, made on first use and kept in
 * `<dataDirectory>/development-key.json` (a private JWK, readable by its owner only). Processes that
 * start at once agree on one key.
 *
 * @throws DevelopmentKeyRefused in production, and when the file is damaged or open to others
 */
export async function developmentKey(options: {
  readonly dataDirectory: string;
  readonly production: boolean;
}): Promise<DevelopmentKey> {
  if (options.production) {
    throw new DevelopmentKeyRefused(
      'The development key is not used when NODE_ENV=production: whoever can read its file could ' +
        "sign tokens for anybody. Configure the URL of your issuer's JSON Web Key Set.",
    );
  }
  const file = join(options.dataDirectory, 'development-key.json');
  const text = (await readKeyFile(file)) ?? (await createKeyFile(options.dataDirectory, file));
  return parseKey(text, file);
}

async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      refuseOpenToOthers(file, (await handle.stat()).mode);
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return undefined;
    if (cause instanceof DevelopmentKeyRefused) throw cause;
    const remedy = 'Check that it is a file this user can read, in a directory.';
    throw new DevelopmentKeyRefused(`Cannot read the development key ${file}. ${remedy}`, {
      cause,
    });
  }
}

function refuseOpenToOthers(file: string, mode: number): void {
  // Windows has no such bits; there the directory's access list decides.
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  const remedy = 'Run chmod 600 on it, or delete it to get a new key.';
  throw new DevelopmentKeyRefused(`The development key ${file} is open to others. ${remedy}`);
}

async function createKeyFile(dataDirectory: string, file: string): Promise<string> {
  try {
    await mkdir(dataDirectory, { recursive: true });
    await createOnce(file, `${JSON.stringify(await newKey())}\n`, 0o600);
  } catch (cause) {
    const remedy = `Check that ${dataDirectory} is a directory this user can write to.`;
    throw new DevelopmentKeyRefused(`Cannot create the development key ${file}. ${remedy}`, {
      cause,
    });
  }
  const text = await readKeyFile(file);
  if (text !== undefined) return text;
  throw new DevelopmentKeyRefused(`The development key ${file} was deleted while starting.`);
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(DEVELOPMENT_ALGORITHM, { extractable: true });
  return exportJWK(privateKey);
}

async function parseKey(text: string, file: string): Promise<DevelopmentKey> {
  const parsed = storedKey.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new DevelopmentKeyRefused(
      `The development key ${file} is damaged. Delete it to get a new one; tokens signed with the ` +
        'old one are then refused.',
      { cause: parsed.error },
    );
  }
  const { d, ...coordinates } = parsed.data;
  const kid = await calculateJwkThumbprint(coordinates);
  const publicJwk: JWK = { ...coordinates, kid, alg: DEVELOPMENT_ALGORITHM, use: 'sig' };
  return { kid, publicJwk, privateJwk: { ...publicJwk, d } };
}
