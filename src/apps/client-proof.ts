import { hashOfSecret } from '../secret.ts';
import type { PublicKeySet } from './public-keys.ts';

/** How an app proves itself at the token endpoint. */
export type ClientProof =
  | { readonly authentication: 'NONE' }
  | { readonly authentication: 'SECRET'; readonly secret: string }
  | { readonly authentication: 'PRIVATE_KEY'; readonly publicKeys: PublicKeySet };

/** What is kept of it. */
export function proofColumns(proof: ClientProof) {
  const { authentication } = proof;
  switch (authentication) {
    case 'NONE':
      return { authentication };
    case 'SECRET':
      return { authentication, secretHash: hashOfSecret(proof.secret) };
    case 'PRIVATE_KEY':
      return { authentication, publicKeys: proof.publicKeys };
  }
}
