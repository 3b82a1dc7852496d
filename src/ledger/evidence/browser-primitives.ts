import { hashes, verify } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { Primitives } from '../core/primitives.ts';

// The library signs and verifies with the SHA-512 that it is given.
hashes.sha512 = sha512;

/** Cryptography for pages: opened from a file they have no WebCrypto everywhere. */
export const browserPrimitives: Primitives = {
  sha256,
  verifyEd25519: (publicKey, message, signature) => {
    try {
      // RFC 8032 to the letter, as Node does it; ZIP 215 accepts more.
      return verify(signature, message, publicKey, { zip215: false });
    } catch {
      return false;
    }
  },
};
