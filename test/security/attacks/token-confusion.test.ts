import { createHmac, createPublicKey } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createIssuer, encoded, type Issuer } from '../../identity/kit/issuer.ts';
import { type ProductionGateway, startProductionGateway } from '../../kit/production-gateway.ts';
import { expectTokenRefused } from '../../kit/refused-token.ts';
import { claimsOf, signBytes, signToken } from '../../kit/tokens.ts';

/** What test/identity shows of the verifier, and more, at the door that attackers use. */
const ann = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be001';
const ben = '0190c6a2-7c1e-7d3a-9b52-3f6f0a4be002';
let gateway: ProductionGateway;
let attacker: Issuer;
beforeAll(async () => {
  gateway = await startProductionGateway();
  attacker = await createIssuer('attackers-key');
});
afterAll(() => gateway.stop());
afterEach(async () => {
  expect((await asked(await sign())).text).toBe(own);
});

const own = '{"data":{"viewer":{"kind":"MEMBER"}}}';
const asked = (token: string) => gateway.ask('{ viewer { kind } }', { token });
const sign = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  signToken(gateway.issuersKey, claimsOf(ann, claims), header);

const expectRefused = (token: string) => expectTokenRefused(gateway, token);

describe('a signature that is none of the provider is refused', () => {
  const made: [string, () => Promise<string>][] = [
    [
      'none at all',
      async () => `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded(claimsOf(ann))}.`,
    ],
    [
      'one of another token',
      async () => {
        const [head, , signature] = (await sign()).split('.');
        return `${head}.${encoded(claimsOf(ben))}.${signature}`;
      },
    ],
    ['one cut off', async () => (await sign()).slice(0, -20)],
    [
      'one of zeros',
      async () => `${(await sign()).split('.').slice(0, 2).join('.')}.${encoded('\0'.repeat(64))}`,
    ],
    ['one of the attacker', () => attacker.sign(claimsOf(ann))],
    [
      'one of the attacker under our key id',
      () => attacker.sign(claimsOf(ann), { kid: gateway.issuersKey.kid }),
    ],
    [
      'one of the attacker, whose key is in the header',
      () => attacker.sign(claimsOf(ann), { jwk: attacker.publicJwk, kid: gateway.issuersKey.kid }),
    ],
    [
      'one of the attacker without a key id',
      () => attacker.sign(claimsOf(ann), { kid: undefined }),
    ],
  ];
  test.each(made)('%s', async (_what, make) => expectRefused(await make()));

  test.each(['HS256', 'HS384', 'HS512'])('%s with the public key for a secret', async (alg) => {
    const { publicJwk, kid } = gateway.issuersKey;
    const pem = createPublicKey({ key: { ...publicJwk }, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    for (const secret of [pem, JSON.stringify(publicJwk), publicJwk.x ?? '', '']) {
      const signed = `${encoded({ alg, typ: 'at+jwt', kid })}.${encoded(claimsOf(ann))}`;
      const mac = createHmac(`sha${alg.slice(2)}`, secret)
        .update(signed)
        .digest('base64url');
      await expectRefused(`${signed}.${mac}`);
    }
  });

  test.each(['ES384', 'ES512', 'RS384', 'PS256', 'RSA-OAEP', 'dir', 'es256', 'ES256 ', 'ES256K'])(
    'and an algorithm that is not accepted: %s',
    async (alg) => {
      const [, payload, signature] = (await sign()).split('.');
      await expectRefused(
        `${encoded({ alg, typ: 'at+jwt', kid: gateway.issuersKey.kid })}.${payload}.${signature}`,
      );
    },
  );
});

describe('a header leads nowhere', () => {
  const { href } = new URL('http://127.0.0.1:9/keys');
  test.each([
    '../../../../etc/passwd',
    '/dev/null',
    "' or 1=1 --",
    'https://elsewhere.example/jwks',
    '',
    '__proto__',
    'constructor',
    'x'.repeat(2_000),
    '\u0000',
    'a\r\nb',
  ])('by the key id %j', async (kid) => {
    const before = gateway.keyServer.requests();
    await expectRefused(await attacker.sign(claimsOf(ann), { kid }));
    // An unknown key may make the gateway ask its provider once in a while, and nobody else.
    expect(gateway.keyServer.requests() - before).toBeLessThanOrEqual(1);
  });

  test.each([
    ['jku', { jku: href }],
    ['x5u', { x5u: href }],
    ['x5c', { x5c: ['MIIB'] }],
    ['x5t', { x5t: 'AAAA' }],
    ['jku of a file', { jku: 'file:///etc/passwd' }],
  ])('by %s', async (_what, header) => {
    await expectRefused(
      await attacker.sign(claimsOf(ann), { ...header, kid: gateway.issuersKey.kid }),
    );
  });

  test.each([
    ['an extension', { crit: ['x'], x: 1 }],
    ['an unencoded payload', { crit: ['b64'], b64: false }],
    ['the type of an identity token', { typ: 'id+jwt' }],
    ['the type of a logout token', { typ: 'logout+jwt' }],
    ['no type', { typ: undefined }],
    ['a type that is a list', { typ: ['at+jwt'] }],
  ])('nor by %s, though the provider signed it', async (_what, header) => {
    await expectRefused(signBytes(gateway.issuersKey, JSON.stringify(claimsOf(ann)), header));
  });
});
