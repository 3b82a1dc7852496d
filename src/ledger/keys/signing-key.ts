import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../config.ts';
import { createOnce, isCode } from '../../create-once.ts';
import type { NoteSigner } from '../core/signatures.ts';
import { type SignatureType, verifierKey } from '../core/verifier-key.ts';
import { nodePrimitives } from '../node-primitives.ts';

/** Where a key that signs comes from. Never from the database. */
export type SigningKeySettings = {
  /** The key's name: a ledger's origin (C2SP tlog-checkpoint), or a witness's own. */
  readonly name: string;
  /** PKCS #8 in PEM. */
  readonly pem?: string | undefined;
  /** The file that holds the PEM when `pem` is not given. */
  readonly file: string;
};

/**
 * Opens the Ed25519 key of a ledger or a witness. Where there is no file yet, one is made, readable
 * by its owner alone: gateways on one database share one key.
 *
 * @throws ConfigurationError when it is no Ed25519 key, cannot be read, or is open to others
 */
export async function openSigningKey(
  settings: SigningKeySettings,
  type: SignatureType,
): Promise<NoteSigner> {
  const { pem, file } = settings;
  if (pem === undefined) await createSigningKey(file);
  return (await findSigningKey(settings, type)) ?? raise(file, 'it is gone again');
}

/**
 * The same key, but none is made: undefined where there is no file.
 *
 * @throws ConfigurationError as `openSigningKey`
 */
export async function findSigningKey(
  { name, pem, file }: SigningKeySettings,
  type: SignatureType,
): Promise<NoteSigner | undefined> {
  const text = pem ?? (await read(file));
  if (text === undefined) return undefined;
  const privateKey = readKey(text, pem === undefined ? file : 'LEDGER_SIGNING_KEY');
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    key: verifierKey(nodePrimitives.sha256, { name, type, publicKey: publicKey.subarray(-32) }),
    sign: (message) => sign(null, message, privateKey),
  };
}

/**
 * Makes a key in a file, readable by its owner alone, unless there is one.
 *
 * @throws ConfigurationError when it cannot be made there
 */
export async function createSigningKey(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    if ((await existing(file)) === undefined) await createOnce(file, newKey(), 0o600);
  } catch (cause) {
    raise(file, cause instanceof Error ? cause.message : String(cause));
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    await refuseOpenToOthers(file);
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    if (isCode(cause, 'ENOENT')) return undefined;
    return raise(file, cause instanceof Error ? cause.message : String(cause));
  }
}

function raise(file: string, reason: string): never {
  throw new ConfigurationError(
    `${file}: the signing key cannot be read or made there: ${reason}. Give a file in a folder that this user can write to.`,
  );
}

async function existing(file: string) {
  return stat(file).catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT')) return undefined;
    throw cause;
  });
}

async function refuseOpenToOthers(file: string): Promise<void> {
  const found = await existing(file);
  // Windows has no such bits; there the folder's access list decides.
  if (found === undefined || process.platform === 'win32' || (found.mode & 0o077) === 0) return;
  throw new ConfigurationError(
    `${file}: the signing key is open to others, who could sign with it. Run: chmod 600 ${file}`,
  );
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function readKey(pem: string, from: string): KeyObject {
  try {
    const key = createPrivateKey({ key: pem, format: 'pem' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // What OpenSSL says of it may quote it.
  }
  throw new ConfigurationError(
    `${from}: is no Ed25519 private key in PEM. Make one with: openssl genpkey -algorithm ed25519`,
  );
}
