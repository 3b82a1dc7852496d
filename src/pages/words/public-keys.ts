import type { Language } from './words.ts';

/** What may be wrong with the public keys of an app. */
export type KeyFaultCode =
  | 'MISSING'
  | 'NOT_JSON'
  | 'NOT_A_SET'
  | 'NO_KEY'
  | 'TOO_MANY'
  | 'PRIVATE'
  | 'KID'
  | 'SAME_KID'
  | 'USE'
  | 'TYPE'
  | 'RSA_ALGORITHM'
  | 'RSA_LENGTH'
  | 'CURVE'
  | 'EC_ALGORITHM'
  | 'CURVE_AND_ALGORITHM'
  | 'UNREADABLE';

/** @param key which of them, from 1; undefined where it is all of them */
type Say = (key: number | undefined) => string;

const english: Readonly<Record<KeyFaultCode, Say>> = (() => {
  const of = (key: number | undefined) => (key === undefined ? 'A key' : `Key ${key}`);
  return {
    MISSING: () => 'Paste the public keys: the JSON text of a JSON Web Key Set, {"keys": [ … ]}.',
    NOT_JSON: () =>
      'This is no JSON. Paste the whole text of the JSON Web Key Set, from its first { to its last }.',
    NOT_A_SET: () => 'This is no JSON Web Key Set. Put your keys into a list: {"keys": [ … ]}.',
    NO_KEY: () => 'The set has no key. Put one key at least into its list "keys".',
    TOO_MANY: () => 'The set has more than ten keys. Leave out those that you do not use.',
    PRIVATE: () =>
      'This is a private key. Keep it to yourself, make a new one, and give its public part.',
    KID: (key) => `${of(key)} needs a kid: a name of up to 200 characters.`,
    SAME_KID: (key) => `${of(key)} has the kid of another one. Each key needs a kid of its own.`,
    USE: (key) => `${of(key)} is not for signing. Its use is sig, or left out.`,
    TYPE: (key) => `${of(key)} is of another kind. Its kty is RSA or EC.`,
    RSA_ALGORITHM: (key) => `${of(key)}: the alg of an RSA key is RS256 or RS384, or left out.`,
    RSA_LENGTH: (key) =>
      `${of(key)}: an RSA key has 2048 bits or more, and its n and e in base64url.`,
    CURVE: (key) => `${of(key)}: the crv of an EC key is P-256 or P-384.`,
    EC_ALGORITHM: (key) => `${of(key)}: the alg of an EC key is ES256 or ES384, or left out.`,
    CURVE_AND_ALGORITHM: (key) =>
      `${of(key)}: alg and crv do not go together. ES256 is for P-256, ES384 for P-384.`,
    UNREADABLE: (key) => `${of(key)} cannot be read. Copy it again, whole.`,
  };
})();

const spanish: Readonly<Record<KeyFaultCode, Say>> = (() => {
  const of = (key: number | undefined) => (key === undefined ? 'Una clave' : `La clave ${key}`);
  return {
    MISSING: () =>
      'Pegue las claves públicas: el texto JSON de un JSON Web Key Set, {"keys": [ … ]}.',
    NOT_JSON: () =>
      'Esto no es JSON. Pegue el texto completo del JSON Web Key Set, desde el primer { hasta el último }.',
    NOT_A_SET: () =>
      'Esto no es un JSON Web Key Set. Ponga sus claves en una lista: {"keys": [ … ]}.',
    NO_KEY: () => 'El conjunto no tiene claves. Ponga al menos una en su lista "keys".',
    TOO_MANY: () => 'El conjunto tiene más de diez claves. Quite las que no usa.',
    PRIVATE: () =>
      'Esto es una clave privada. Guárdela para usted, haga una nueva y dé su parte pública.',
    KID: (key) => `${of(key)} necesita un kid: un nombre de hasta 200 caracteres.`,
    SAME_KID: (key) => `${of(key)} tiene el kid de otra. Cada clave necesita su propio kid.`,
    USE: (key) => `${of(key)} no es para firmar. Su use es sig, o se omite.`,
    TYPE: (key) => `${of(key)} es de otra clase. Su kty es RSA o EC.`,
    RSA_ALGORITHM: (key) => `${of(key)}: el alg de una clave RSA es RS256 o RS384, o se omite.`,
    RSA_LENGTH: (key) =>
      `${of(key)}: una clave RSA tiene 2048 bits o más, y su n y su e en base64url.`,
    CURVE: (key) => `${of(key)}: el crv de una clave EC es P-256 o P-384.`,
    EC_ALGORITHM: (key) => `${of(key)}: el alg de una clave EC es ES256 o ES384, o se omite.`,
    CURVE_AND_ALGORITHM: (key) =>
      `${of(key)}: alg y crv no van juntos. ES256 es para P-256 y ES384 para P-384.`,
    UNREADABLE: (key) => `${of(key)} no se puede leer. Cópiela otra vez, completa.`,
  };
})();

const catalogs = { en: english, es: spanish } satisfies Record<Language, unknown>;

/** A fault of the keys, in words: what, in which key, and how to mend it. */
export const keyFaultText = (
  language: Language,
  { code, key }: { readonly code: KeyFaultCode; readonly key?: number },
): string => catalogs[language][code](key);
