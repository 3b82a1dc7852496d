import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  SignJWT,
} from 'jose';
import { expect } from 'vitest';
import { type TokenRefusalReason, TokenRefused } from '../../../src/identity/errors.ts';
import type { TokenSettings } from '../../../src/identity/settings.ts';
import { createTokenVerifier, type TokenVerifier } from '../../../src/identity/verify-token.ts';

export const MEMBER = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be001';
export const OTHER_MEMBER = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be002';
export const APP = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be0a1';
export const PARTNER = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be0b1';

export const SETTINGS: TokenSettings = {
  issuer: 'https://issuer.example',
  audience: 'https://gateway.example',
  algorithms: ['ES256', 'RS256', 'EdDSA'],
  clockToleranceSeconds: 5,
};

export type Issuer = {
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
  readonly verify: TokenVerifier;
  sign(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>): Promise<string>;
};

/** An issuer of one key, and a verifier that trusts it; claims given win over the defaults. */
export async function createIssuer(kid = 'key-1', alg = 'ES256'): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
  const keys = createLocalJWKSet({ keys: [publicJwk] });
  return {
    publicJwk,
    privateKey,
    verify: createTokenVerifier({ settings: SETTINGS, keys }),
    sign: (claims = {}, header = {}) =>
      new SignJWT({ ...memberClaims(), ...claims })
        .setProtectedHeader({ alg, typ: 'at+jwt', kid, ...header })
        .sign(privateKey),
  };
}

/** The claims of a sound member token, valid for five minutes. */
export function memberClaims(): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: SETTINGS.issuer,
    aud: SETTINGS.audience,
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
    viewer_kind: 'MEMBER',
    sub: MEMBER,
  };
}

/** Expects a verification to end in just this refusal, and gives it. */
export async function expectRefusal(
  verification: Promise<unknown>,
  reason: TokenRefusalReason,
): Promise<TokenRefused> {
  const outcome = await verification.catch((error: unknown) => error);
  if (!(outcome instanceof TokenRefused)) throw new Error('Not refused.', { cause: outcome });
  expect(outcome).toMatchObject({ reason, status: 401, error: 'invalid_token' });
  return outcome;
}

/** Base64url of a text or of a value as JSON: for tokens no library would make. */
export function encoded(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );
}

export type KeyServer = {
  readonly url: URL;
  readonly requests: () => number;
  serve(status: number, body: unknown): void;
  close(): Promise<void>;
};

/** A real HTTP server on loopback that serves a key set and counts who asks. */
export async function startKeyServer(keys: readonly JWK[]): Promise<KeyServer> {
  let requests = 0;
  let answer: { status: number; body: unknown } = { status: 200, body: { keys } };
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: new URL(`http://127.0.0.1:${portOf(server.address())}/jwks`),
    requests: () => requests,
    serve: (status, body) => {
      answer = { status, body };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('No TCP address.');
  return address.port;
}
