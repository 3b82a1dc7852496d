import type { Sha256 } from './tree-hash.ts';

/** The cryptography that the formats rest on; Node and the browser each bring their own. */
export type Primitives = {
  readonly sha256: Sha256;
  /** RFC 8032, without a context: whether the signature (64 bytes) is the key's (32 bytes). */
  readonly verifyEd25519: (
    publicKey: Uint8Array,
    message: Uint8Array,
    signature: Uint8Array,
  ) => boolean;
};
