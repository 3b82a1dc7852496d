import { base64 } from '@scure/base';
import { LedgerFault } from './fault.ts';
import { expectHash, type Hash } from './tree-hash.ts';

/** No text of these formats is longer: notes of many signatures, proofs of 63 hashes. */
const lengthMax = 1_000_000;

/**
 * Reads a text of lines.
 *
 * @throws LedgerFault TOO_LONG, NOT_UTF8 or CONTROL_CHARACTER
 */
export function readText(bytes: Uint8Array): string {
  if (bytes.length > lengthMax) {
    throw new LedgerFault('TOO_LONG', `${bytes.length} bytes; at most ${lengthMax} are read`);
  }
  let text: string;
  try {
    // A mark of byte order at the beginning is a character like another, and kept.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new LedgerFault('NOT_UTF8', 'the bytes are no UTF-8');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const found = /[\u0000-\u0009\u000b-\u001f]/.exec(text);
  if (found === null) return text;
  throw new LedgerFault(
    'CONTROL_CHARACTER',
    `a control character stands at ${found.index}; only newlines may`,
  );
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Reads a size or index: decimal digits without leading zeroes, below 2^63.
 *
 * @throws LedgerFault NUMBER
 */
export function readNumber(text: string, what: string): bigint {
  if (/^(?:0|[1-9][0-9]{0,18})$/.test(text)) {
    const value = BigInt(text);
    if (value < 1n << 63n) return value;
  }
  throw new LedgerFault('NUMBER', `${what} is no number of decimal digits below 2^63`);
}

/**
 * Reads base64 (RFC 4648 section 4) with its padding and without spare bits.
 *
 * @throws LedgerFault BASE64
 */
export function readBase64(text: string, what: string): Uint8Array {
  try {
    return base64.decode(text);
  } catch {
    throw new LedgerFault('BASE64', `${what} is no base64 with its padding`);
  }
}

export const writeBase64 = (bytes: Uint8Array): string => base64.encode(bytes);

/** @throws LedgerFault BASE64 or HASH_LENGTH */
export function readHash(text: string, what: string): Hash {
  return expectHash(readBase64(text, what), what);
}
