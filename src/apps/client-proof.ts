import { createHash, randomBytes } from 'node:crypto';
import type { PublicKeySet } from './public-keys.ts';

/** How an app proves itself at the token endpoint. */
export type ClientProof =
  | { readonly authentication: 'NONE' }
  | { readonly authentication: 'SECRET'; readonly secret: string }
  | { readonly authentication: 'PRIVATE_KEY'; readonly publicKeys: PublicKeySet };

/** A secret of 256 random bits: nobody guesses it, so that its bare SHA-256 is enough to keep. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of a client's secret: all that is kept of it. */
export const secretHashOf = (secret: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(secret).digest());

/** What is kept of it. */
export function proofColumns(proof: ClientProof) {
  const { authentication } = proof;
  switch (authentication) {
    case 'NONE':
      return { authentication };
    case 'SECRET':
      return { authentication, secretHash: secretHashOf(proof.secret) };
    case 'PRIVATE_KEY':
      return { authentication, publicKeys: proof.publicKeys };
  }
}
