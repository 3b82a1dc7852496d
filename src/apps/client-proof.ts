import { hashOfSecret, newSecret } from '../secret.ts';
import { type KeyFault, keyFaultOf, type PublicKeySet, publicKeySet } from './public-keys.ts';

/** How an app proves itself at the token endpoint. */
export type ClientProof =
  | { readonly authentication: 'NONE' }
  | { readonly authentication: 'SECRET'; readonly secret: string }
  | { readonly authentication: 'PRIVATE_KEY'; readonly publicKeys: PublicKeySet };

/**
 * Makes what an app proves itself with: a new secret, or the keys that are given.
 *
 * @param keys a JSON Web Key Set; looked at for PRIVATE_KEY alone
 * @returns the proof, or what is wrong with the keys
 */
export function newProof(
  authentication: ClientProof['authentication'],
  keys?: unknown,
): { readonly proof: ClientProof } | { readonly fault: KeyFault } {
  switch (authentication) {
    case 'NONE':
      return { proof: { authentication } };
    case 'SECRET':
      return { proof: { authentication, secret: newSecret() } };
    case 'PRIVATE_KEY': {
      const read = publicKeySet.safeParse(keys);
      if (read.success) return { proof: { authentication, publicKeys: read.data } };
      return { fault: keyFaultOf(read.error) };
    }
  }
}

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
