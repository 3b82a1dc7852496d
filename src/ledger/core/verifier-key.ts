import { LedgerFault } from './fault.ts';
import type { Primitives } from './primitives.ts';
import { readBase64, utf8, writeBase64 } from './text.ts';
import type { Sha256 } from './tree-hash.ts';

/** The signature types that are spoken here (C2SP signed-note): a log's, and a witness's with its time. */
export const signatureTypes = { ed25519: 1, cosignature: 4 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** A public key under a name, as C2SP signed-note's verifier keys carry it. */
export type VerifierKey = {
  readonly name: string;
  /** The first four bytes of the key's hash, read as a number. */
  readonly id: number;
  readonly type: SignatureType;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
};

const publicKeyLength = 32;

/** @throws LedgerFault KEY_NAME */
export function verifierKey(sha256: Sha256, key: Omit<VerifierKey, 'id'>): VerifierKey {
  expectKeyName(key.name);
  const start = utf8(`${key.name}\n`);
  const hashed = sha256(Uint8Array.of(...start, key.type, ...key.publicKey));
  return { ...key, id: new DataView(hashed.buffer, hashed.byteOffset).getUint32(0) };
}

export function formatVerifierKey(key: VerifierKey): string {
  return `${key.name}+${formatKeyId(key)}+${writeBase64(Uint8Array.of(key.type, ...key.publicKey))}`;
}

/** Eight hex digits. */
export const formatKeyId = ({ id }: Pick<VerifierKey, 'id'>): string =>
  id.toString(16).padStart(8, '0');

/** Whether two are one key under one name. */
export function sameVerifierKey(one: VerifierKey, other: VerifierKey): boolean {
  return formatVerifierKey(one) === formatVerifierKey(other);
}

/**
 * Reads `<name>+<key id>+<base64>`.
 *
 * @throws LedgerFault VERIFIER_KEY, BASE64, SIGNATURE_TYPE, KEY_NAME or KEY_ID
 */
export function parseVerifierKey({ sha256 }: Primitives, text: string): VerifierKey {
  const [, name = '', id = '', material = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  if (material === '') {
    throw new LedgerFault('VERIFIER_KEY', 'a verifier key is <name>+<8 hex digits>+<base64>');
  }
  const [type, ...publicKey] = readBase64(material, 'the key');
  if (type !== signatureTypes.ed25519 && type !== signatureTypes.cosignature) {
    throw new LedgerFault('SIGNATURE_TYPE', `keys of type ${type} are not known: 1 and 4 are`);
  }
  if (publicKey.length !== publicKeyLength) {
    throw new LedgerFault('VERIFIER_KEY', `an Ed25519 key has 32 bytes, not ${publicKey.length}`);
  }
  const key = verifierKey(sha256, { name, type, publicKey: Uint8Array.from(publicKey) });
  if (key.id === Number.parseInt(id, 16)) return key;
  throw new LedgerFault('KEY_ID', `the key id ${id} is not that of this name and key`);
}

/**
 * @throws LedgerFault KEY_NAME
 */
export function expectKeyName(name: string): void {
  if (/^[^\p{White_Space}+]+$/u.test(name)) return;
  throw new LedgerFault('KEY_NAME', 'a key name has at least a character, no space and no plus');
}
