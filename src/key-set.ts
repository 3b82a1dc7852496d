import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import type { AsymmetricSigningAlgorithm } from 'oidc-provider';
import { z } from 'zod';

/** A JSON Web Key Set (RFC 7517, section 5) with a key in it. */
export const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/** The algorithms that a key may sign with (RFC 7518, section 3.1; RFC 8037), by its type; the first unless it says. */
const algorithms: ReadonlyMap<string, readonly AsymmetricSigningAlgorithm[]> = new Map([
  ['rsa', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['prime256v1', ['ES256']],
  ['secp384r1', ['ES384']],
  ['secp521r1', ['ES512']],
  ['ed25519', ['EdDSA']],
]);

/** Private keys to sign with, each with its algorithm. The messages say what is wanted. */
export const signingKeySet = keySet.transform(({ keys }, context) => {
  const ready = keys.flatMap((key, place) => {
    const alg = algorithmOf(key);
    if (alg !== undefined) return [{ ...key, use: 'sig', alg }];
    context.addIssue({
      code: 'custom',
      message: `key ${place + 1} is no private key that signs: RSA of 2048 bits or more, EC P-256, P-384 or P-521, or Ed25519, whole, with a fitting alg if any`,
    });
    return [];
  });
  return { keys: ready };
});

function algorithmOf(jwk: {
  readonly [name: string]: unknown;
}): AsymmetricSigningAlgorithm | undefined {
  const key = privateKeyOf(jwk);
  const { modulusLength = 0, namedCurve } = key?.asymmetricKeyDetails ?? {};
  if (key === undefined || (key.asymmetricKeyType === 'rsa' && modulusLength < 2_048)) {
    return undefined;
  }
  const possible = algorithms.get(namedCurve ?? key.asymmetricKeyType ?? '') ?? [];
  const { alg = possible[0], use = 'sig' } = jwk;
  return use === 'sig' ? possible.find((one) => one === alg) : undefined;
}

function privateKeyOf(key: JsonWebKey) {
  try {
    return createPrivateKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}
