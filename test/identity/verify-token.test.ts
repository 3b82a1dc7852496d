import { CompactSign, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TokenRefusalReason } from '../../src/identity/errors.ts';
import { createTokenVerifier } from '../../src/identity/verify-token.ts';
import { isExpired } from '../../src/identity/viewer.ts';
import {
  createIssuer,
  expectRefusal,
  type Issuer,
  MEMBER,
  memberClaims,
  SETTINGS,
} from './kit/issuer.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await createIssuer();
});

const expectRefused = (token: string, reason: TokenRefusalReason) =>
  expectRefusal(issuer.verify(token), reason);
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe('a token signed by the trusted issuer', () => {
  test('gives its viewer, with who, which token and until when', async () => {
    const exp = secondsFromNow(300);
    const { viewer } = await issuer.verify(await issuer.sign({ jti: 'token-7', exp }));
    const expiresAt = (exp + SETTINGS.clockToleranceSeconds) * 1000;
    expect(viewer).toEqual({
      kind: 'MEMBER',
      memberId: MEMBER,
      subject: MEMBER,
      tokenId: 'token-7',
      expiresAt,
    });
    expect(isExpired(viewer, expiresAt - 1)).toBe(false);
    expect(isExpired(viewer, expiresAt)).toBe(true);
  });

  test.each(['RS256', 'EdDSA'])('may be signed with %s', async (alg) => {
    const other = await createIssuer('key-1', alg);
    expect(await other.verify(await other.sign())).toMatchObject({ viewer: { kind: 'MEMBER' } });
  });

  test.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'JWT'])('may be of type %s', async (typ) => {
    await expect(issuer.verify(await issuer.sign({}, { typ }))).resolves.toBeDefined();
  });

  test.each([undefined, 'dpop+jwt', 'logout+jwt', 'xJWT'])('is refused as type %s', async (typ) => {
    await expectRefused(await issuer.sign({}, { typ }), 'malformed');
  });

  test('may name several audiences if this gateway is one of them', async () => {
    const aud = ['https://elsewhere.example', SETTINGS.audience];
    await expect(issuer.verify(await issuer.sign({ aud }))).resolves.toBeDefined();
    await expectRefused(
      await issuer.sign({ aud: ['https://elsewhere.example'] }),
      'wrong_audience',
    );
    await expectRefused(await issuer.sign({ aud: [] }), 'wrong_audience');
  });

  test.each<[TokenRefusalReason, Record<string, unknown>]>([
    ['wrong_audience', { aud: 'https://elsewhere.example' }],
    ['wrong_audience', { aud: `${SETTINGS.audience}/` }],
    ['wrong_issuer', { iss: 'https://issuer.example.attacker.example' }],
    ['expired', { exp: secondsFromNow(-3600) }],
    ['not_yet_valid', { nbf: secondsFromNow(3600) }],
    ['not_yet_valid', { iat: secondsFromNow(3600), exp: secondsFromNow(7200) }],
    ['bad_claims', { exp: undefined }],
    ['bad_claims', { iat: undefined }],
    ['bad_claims', { jti: undefined }],
    ['bad_claims', { aud: undefined }],
    ['bad_claims', { exp: 1e300 }],
    ['bad_claims', { exp: '9999999999' }],
  ])('is refused as %s with %j', async (reason, claims) => {
    await expectRefused(await issuer.sign(claims), reason);
  });

  test('is accepted just within the clock tolerance and expired just after it', async () => {
    const exp = 1_800_000_000;
    const token = await issuer.sign({ iat: exp - 60, exp });
    const at = (now: number) =>
      createTokenVerifier({
        settings: SETTINGS,
        keys: async () => issuer.publicJwk,
        now: () => now,
      })(token);
    await expect(at(exp * 1000 + 4_999)).resolves.toBeDefined();
    await expect(at(exp * 1000 + 5_000)).rejects.toMatchObject({ reason: 'expired' });
  });

  test('never gives a viewer who has expired already, even with a fractional expiry', async () => {
    const exp = 1_800_000_000.5;
    const token = await issuer.sign({ iat: 1_800_000_000 - 60, exp });
    const now = () => 1_800_000_005_700;
    const keys = async () => issuer.publicJwk;
    const verify = createTokenVerifier({ settings: SETTINGS, keys, now });
    await expect(verify(token)).rejects.toMatchObject({ reason: 'expired' });
  });

  test.each([
    ['a claim', (claims: string) => claims.replace('{', '{"sub":"somebody-else",')],
    ['an escaped claim', (claims: string) => claims.replace('{', '{"\\u0073ub":"somebody-else",')],
    ['a nested member', (claims: string) => claims.replace('{', '{"a":[{"b":1,"b":2}],')],
  ])('is refused when it repeats %s', async (_what, change) => {
    const body = new TextEncoder().encode(change(JSON.stringify(memberClaims())));
    const token = await new CompactSign(body)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1' })
      .sign(issuer.privateKey);
    await expectRefused(token, 'malformed');
  });

  test('may hold the same name in different objects, and names inside strings', async () => {
    const token = await issuer.sign({
      a: { sub: 1 },
      b: [{ sub: '{"sub":1,"sub":2}' }, { sub: 3 }],
    });
    await expect(issuer.verify(token)).resolves.toBeDefined();
  });

  test('is refused when its header demands an extension that is not understood', async () => {
    const token = await new SignJWT(memberClaims())
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'key-1', crit: ['exp'], exp: 1 })
      .sign(issuer.privateKey, { crit: { exp: true } });
    await expectRefused(token, 'malformed');
  });
});
