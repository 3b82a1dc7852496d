import { createPublicKey, hash, verify } from 'node:crypto';
import type { Primitives } from './core/primitives.ts';
import { treeHashOf } from './core/tree-hash.ts';

/** DER of an Ed25519 public key up to its 32 bytes (RFC 8410 section 4). */
const derPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Node's own cryptography, for the ledger's formats. */
export const nodePrimitives: Primitives = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  verifyEd25519: (publicKey, message, signature) => {
    const der = Buffer.concat([derPrefix, publicKey]);
    return verify(
      null,
      message,
      createPublicKey({ key: der, format: 'der', type: 'spki' }),
      signature,
    );
  },
};

export const nodeTreeHash = treeHashOf(nodePrimitives.sha256);
