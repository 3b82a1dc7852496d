import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import type { KeyFaultCode } from '../pages/words/public-keys.ts';

/** What is wrong with a set of keys, and with which key of it, from 1. */
export type KeyFault = { readonly code: KeyFaultCode; readonly key?: number };

/** What a private or symmetric key has and a public one has not (RFC 7518, section 6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

const codes = [
  'MISSING',
  'NOT_JSON',
  'NOT_A_SET',
  'NO_KEY',
  'TOO_MANY',
  'PRIVATE',
  'KID',
  'SAME_KID',
  'USE',
  'TYPE',
  'RSA_ALGORITHM',
  'RSA_LENGTH',
  'CURVE',
  'EC_ALGORITHM',
  'CURVE_AND_ALGORITHM',
  'UNREADABLE',
] as const satisfies readonly KeyFaultCode[];
/** The messages of the schema below are these. */
const code = z.enum(codes);
const fault = (given: KeyFaultCode) => given;

const common = {
  kid: z.string(fault('KID')).min(1, fault('KID')).max(200, fault('KID')),
  use: z.literal('sig', fault('USE')).optional(),
};
const number = (most: number, wrong: KeyFaultCode) =>
  z.base64url(fault(wrong)).min(1, fault(wrong)).max(most, fault(wrong));

/** RFC 7518, sections 6.2 and 6.3; the algorithms that clients may sign with. */
const publicKey = z.discriminatedUnion(
  'kty',
  [
    z.object({
      ...common,
      kty: z.literal('RSA'),
      alg: z.enum(['RS256', 'RS384'], fault('RSA_ALGORITHM')).optional(),
      // 2048 bits.
      n: number(1_400, 'RSA_LENGTH').min(342, fault('RSA_LENGTH')),
      e: number(10, 'RSA_LENGTH'),
    }),
    z.object({
      ...common,
      kty: z.literal('EC'),
      crv: z.enum(['P-256', 'P-384'], fault('CURVE')),
      alg: z.enum(['ES256', 'ES384'], fault('EC_ALGORITHM')).optional(),
      x: number(100, 'UNREADABLE'),
      y: number(100, 'UNREADABLE'),
    }),
  ],
  fault('TYPE'),
);

/**
 * The public keys of a client, a JSON Web Key Set given inline. Whatever a key has beside what is needed is
 * left out; a private key is refused, so that its owner learns of it.
 */
export const publicKeySet = z
  .object(
    {
      keys: z
        .array(z.looseObject({}, fault('UNREADABLE')), fault('NOT_A_SET'))
        .min(1, fault('NO_KEY'))
        .max(10, fault('TOO_MANY')),
    },
    fault('NOT_A_SET'),
  )
  .check(({ value, issues }) => {
    if (value.keys.some((key) => privateMembers.some((name) => Object.hasOwn(key, name)))) {
      issues.push({ code: 'custom', input: undefined, message: fault('PRIVATE') });
    }
  })
  .pipe(z.object({ keys: z.array(publicKey) }))
  .check(({ value, issues }) => {
    for (const [at, key] of value.keys.entries()) {
      const refuse = (message: KeyFaultCode) =>
        issues.push({ code: 'custom', input: undefined, message, path: ['keys', at] });
      if (value.keys.findIndex(({ kid }) => kid === key.kid) < at) refuse('SAME_KID');
      if (!isKey(key)) refuse('UNREADABLE');
      if (key.kty === 'EC' && key.alg && key.alg.slice(2) !== key.crv.slice(2)) {
        refuse('CURVE_AND_ALGORITHM');
      }
    }
  });
export type PublicKeySet = z.infer<typeof publicKeySet>;

/** The first thing that is wrong with what was given for a set of keys. */
export function keyFaultOf({ issues }: z.ZodError): KeyFault {
  const [first] = issues;
  const key = first?.path[1];
  return {
    code: code.safeParse(first?.message).data ?? 'UNREADABLE',
    ...(typeof key === 'number' ? { key: key + 1 } : {}),
  };
}

function isKey(key: JsonWebKey): boolean {
  try {
    createPublicKey({ key, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
