import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';

/** What a private or symmetric key has and a public one has not (RFC 7518, section 6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

const common = {
  kid: z.string('Each key needs a kid.').min(1).max(200),
  use: z.literal('sig', 'use is sig, or left out.').optional(),
};

/** RFC 7518, sections 6.2 and 6.3; the algorithms that clients may sign with. */
const publicKey = z.discriminatedUnion(
  'kty',
  [
    z.object({
      ...common,
      kty: z.literal('RSA'),
      alg: z.enum(['RS256', 'RS384'], 'alg of an RSA key is RS256 or RS384.').optional(),
      n: z.base64url().min(342, 'An RSA key has 2048 bits or more.').max(1_400),
      e: z.base64url().max(10),
    }),
    z.object({
      ...common,
      kty: z.literal('EC'),
      crv: z.enum(['P-256', 'P-384'], 'crv is P-256 or P-384.'),
      alg: z.enum(['ES256', 'ES384'], 'alg of an EC key is ES256 or ES384.').optional(),
      x: z.base64url().max(100),
      y: z.base64url().max(100),
    }),
  ],
  'kty is RSA or EC.',
);

/**
 * The public keys of a client, a JSON Web Key Set given inline. Whatever a key has beside what is needed is
 * left out; a private key is refused, so that its owner learns of it.
 */
export const publicKeySet = z
  .object({ keys: z.array(z.looseObject({})).min(1, 'Give one key at least.').max(10) })
  .check(({ value, issues }) => {
    if (value.keys.some((key) => privateMembers.some((name) => Object.hasOwn(key, name)))) {
      issues.push({
        code: 'custom',
        input: undefined,
        message:
          'This is a private key. Keep it to yourself, make a new one, and give its public part.',
      });
    }
  })
  .pipe(z.object({ keys: z.array(publicKey) }))
  .check(({ value, issues }) => {
    const refuse = (message: string) => issues.push({ code: 'custom', input: undefined, message });
    if (new Set(value.keys.map(({ kid }) => kid)).size < value.keys.length) {
      refuse('Each key needs a kid of its own.');
    }
    for (const key of value.keys) {
      if (!isKey(key)) refuse(`The key ${key.kid} cannot be read.`);
      if (key.kty === 'EC' && key.alg && key.alg.slice(2) !== key.crv.slice(2)) {
        refuse(`alg and crv of the key ${key.kid} do not go together.`);
      }
    }
  });
export type PublicKeySet = z.infer<typeof publicKeySet>;

function isKey(key: JsonWebKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
