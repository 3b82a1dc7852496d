import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { importJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { readConfig } from '../../src/config.ts';
import { type DevelopmentKey, developmentKey } from '../../src/identity/development-key.ts';
import type { TestGateway } from './gateway.ts';

/** The key that a test gateway trusts. */
export const trustedKey = ({ dataDirectory }: TestGateway) =>
  developmentKey({ dataDirectory, production: false });

/** The claims of a token that the gateway takes, of a member; what is given wins. */
export function claimsOf(memberId: string, given: Record<string, unknown> = {}) {
  const { issuer, audience } = readConfig({}).token;
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: audience,
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
    viewer_kind: 'MEMBER',
    sub: memberId,
    ...given,
  };
}

/** Signs what the gateway itself would not. */
export async function signToken(
  key: DevelopmentKey,
  claims: Record<string, unknown>,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
    .sign(await importJWK(key.privateJwk, 'ES256'));
}

/** Signs any bytes under any header, as no library would. */
export function signBytes(
  { kid, privateJwk }: DevelopmentKey,
  payload: string,
  header: Record<string, unknown> = {},
): string {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const head = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid, ...header });
  const signed = `${encoded(head)}.${encoded(payload)}`;
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
