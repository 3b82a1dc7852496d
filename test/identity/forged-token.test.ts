import { createHmac, createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TokenRefusalReason, TokenRefused } from '../../src/identity/errors.ts';
import {
  createIssuer,
  encoded,
  expectRefusal,
  type Issuer,
  type KeyServer,
  memberClaims,
  SETTINGS,
  startKeyServer,
} from './kit/issuer.ts';

let issuer: Issuer;
let attacker: Issuer;
let attackersServer: KeyServer;

beforeAll(async () => {
  issuer = await createIssuer();
  attacker = await createIssuer('attackers-key');
  attackersServer = await startKeyServer([
    attacker.publicJwk,
    { ...attacker.publicJwk, kid: 'key-1' },
  ]);
});
afterAll(() => attackersServer.close());

const expectRefused = (token: string, reason: TokenRefusalReason) =>
  expectRefusal(issuer.verify(token), reason);

describe('a forged or altered token', () => {
  test.each(['none', 'None', 'nOnE', 'NONE', ''])('with alg %j is refused', async (alg) => {
    const unsigned = `${encoded({ alg, typ: 'at+jwt', kid: 'key-1' })}.${encoded(memberClaims())}.`;
    await expectRefused(unsigned, alg === '' ? 'malformed' : 'algorithm_not_allowed');
  });

  test('signed by HMAC with the public key as its secret is refused', async () => {
    const key = createPublicKey({ key: { ...issuer.publicJwk }, format: 'jwk' });
    const secrets = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(issuer.publicJwk),
    ];
    for (const secret of secrets) {
      const header = encoded({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' });
      const signed = `${header}.${encoded(memberClaims())}`;
      const mac = createHmac('sha256', secret).update(signed).digest('base64url');
      await expectRefused(`${signed}.${mac}`, 'algorithm_not_allowed');
    }
  });

  test('with the key of the attacker in its own header is refused', async () => {
    const { publicJwk: jwk } = attacker;
    await expectRefused(await attacker.sign({}, { jwk }), 'unknown_key');
    await expectRefused(await attacker.sign({}, { jwk, kid: 'key-1' }), 'bad_signature');
    await expectRefused(await attacker.sign({}, { jwk, kid: undefined }), 'bad_signature');
  });

  test('that points to keys elsewhere is refused, and nothing is fetched from there', async () => {
    const url = attackersServer.url.href;
    for (const header of [{ jku: url }, { x5u: url }, { jku: url, x5u: url, kid: 'key-1' }]) {
      const reason = 'kid' in header ? 'bad_signature' : 'unknown_key';
      await expectRefused(await attacker.sign({}, header), reason);
    }
    await expectRefused(await attacker.sign({ iss: url }, { kid: url }), 'unknown_key');
    expect(attackersServer.requests()).toBe(0);
  });

  test('that names an unknown key is refused though its signature is right', async () => {
    await expectRefused(await issuer.sign({}, { kid: 'key-2' }), 'unknown_key');
    await expectRefused(await issuer.sign({}, { kid: '../../../etc/passwd' }), 'unknown_key');
  });

  test('with an algorithm that the trusted key is not for is refused', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const token = await new SignJWT(memberClaims())
      .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: 'key-1' })
      .sign(privateKey);
    await expectRefused(token, 'unknown_key');
  });

  test.each([
    '',
    '.',
    '..',
    'a.b',
    'a.b.c.d',
    'a.b.c.d.e',
    '🔑.a.b',
    'e30.e30.e30',
    'bnVsbA.e30.AA',
  ])('that is no token, %j, is refused as malformed', async (token) => {
    await expectRefused(token, 'malformed');
  });

  test.each(['=', '==', ' ', '\n', '.'])('is refused when followed by %j', async (suffix) => {
    await expectRefused(`${await issuer.sign()}${suffix}`, 'malformed');
  });

  test('says what is wrong but repeats nothing of the token', async () => {
    const iss = 'https://private.attacker.example';
    const refusal = await expectRefused(await issuer.sign({ iss }), 'wrong_issuer');
    expect(refusal.description).not.toContain('attacker');
    expect(refusal.description).not.toContain(SETTINGS.issuer);
  });
});

test('changing any byte of a token never gives another viewer', async () => {
  const token = await issuer.sign();
  const { viewer } = await issuer.verify(token);
  const change = fc.record({
    at: fc.nat(token.length - 1),
    flip: fc.integer({ min: 1, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, flip }) => {
      const bytes = Buffer.from(token, 'latin1');
      bytes.writeUInt8(bytes.readUInt8(at) ^ flip, at);
      const outcome = await issuer.verify(bytes.toString('latin1')).then(
        (verified) => verified.viewer,
        (error: unknown) => error,
      );
      // The last letter of a signature has bits that mean nothing: those alone may change.
      if (outcome instanceof TokenRefused) return;
      expect(outcome).toEqual(viewer);
    }),
    { numRuns: 400 },
  );
});
