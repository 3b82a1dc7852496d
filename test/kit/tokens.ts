import { randomUUID } from 'node:crypto';
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
