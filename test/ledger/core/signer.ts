import { generateKeyPairSync, sign } from 'node:crypto';
import type { NoteSigner } from '../../../src/ledger/core/signatures.ts';
import { type SignatureType, verifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';

/** A key of its own for one test. */
export function newSigner(name: string, type: SignatureType = 1): NoteSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const key = { name, type, publicKey: Uint8Array.from(der.subarray(-32)) };
  return {
    key: verifierKey(nodePrimitives.sha256, key),
    sign: (message) => sign(null, message, privateKey),
  };
}
