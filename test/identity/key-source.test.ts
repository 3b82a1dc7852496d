import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { KeySetUnavailable } from '../../src/identity/errors.ts';
import { openKeySource } from '../../src/identity/key-source.ts';
import { checkTokenSettings } from '../../src/identity/settings.ts';
import { createTokenVerifier, type TokenVerifier } from '../../src/identity/verify-token.ts';
import {
  createIssuer,
  encoded,
  type KeyServer,
  memberClaims,
  SETTINGS,
  startKeyServer,
} from './kit/issuer.ts';

let server: KeyServer;
beforeEach(async () => {
  // Only the clock: key sets grow old by Date, while sockets and timers go on as they are.
  vi.useFakeTimers({ toFake: ['Date'] });
  server = await startKeyServer([]);
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

async function remoteVerifier(jwksUrl = server.url): Promise<TokenVerifier> {
  const settings = { ...SETTINGS, jwksUrl };
  const keys = await openKeySource({ settings, dataDirectory: '/nonexistent', production: true });
  return createTokenVerifier({ settings, keys });
}

describe("the issuer's key set", () => {
  test('is fetched once for many tokens', async () => {
    const issuer = await createIssuer();
    server.serve(200, { keys: [issuer.publicJwk] });
    const verify = await remoteVerifier();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => issuer.sign()));
    await Promise.all(tokens.map(verify));
    expect(server.requests()).toBe(1);
  });

  test('may be rotated: a new key is found, a withdrawn key is no longer trusted', async () => {
    const before = await createIssuer('2025');
    const after = await createIssuer('2026');
    server.serve(200, { keys: [before.publicJwk] });
    const verify = await remoteVerifier();
    await verify(await before.sign());

    server.serve(200, { keys: [before.publicJwk, after.publicJwk] });
    wait(31);
    await verify(await after.sign());
    await verify(await before.sign());

    server.serve(200, { keys: [after.publicJwk] });
    wait(601);
    await expect(verify(await before.sign())).rejects.toMatchObject({ reason: 'unknown_key' });
    await verify(await after.sign());
  });

  test('is not fetched again and again for invented keys', async () => {
    const issuer = await createIssuer();
    server.serve(200, { keys: [issuer.publicJwk] });
    const verify = await remoteVerifier();
    await verify(await issuer.sign());
    for (let i = 0; i < 20; i += 1) {
      const token = await issuer.sign({}, { kid: `invented-${i}` });
      await expect(verify(token)).rejects.toMatchObject({ reason: 'unknown_key' });
    }
    expect(server.requests()).toBe(1);
  });

  test('may hold several keys, of which a token must say which it means', async () => {
    const [first, second] = [await createIssuer('1'), await createIssuer('2')];
    server.serve(200, { keys: [first.publicJwk, second.publicJwk] });
    const verify = await remoteVerifier();
    await verify(await second.sign());
    const vague = await second.sign({}, { kid: undefined });
    await expect(verify(vague)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  test.each([
    ['fails', 500, {}],
    ['is gone', 404, { keys: [] }],
    ['redirects', 302, { keys: [] }],
    ['is no key set', 200, { keys: 'none' }],
    ['is no JSON object', 200, 7],
  ])('when it %s, that is the fault of nobody who shows a token', async (_what, status, body) => {
    const issuer = await createIssuer();
    server.serve(status, body);
    const verify = await remoteVerifier();
    await expect(verify(await issuer.sign())).rejects.toThrow(KeySetUnavailable);

    server.serve(200, { keys: [issuer.publicJwk] });
    await expect(verify(await issuer.sign())).resolves.toBeDefined();
  });

  test('that nobody serves is unavailable, not a reason to let tokens in', async () => {
    const issuer = await createIssuer();
    const verify = await remoteVerifier();
    await server.close();
    await expect(verify(await issuer.sign())).rejects.toMatchObject({ status: 503 });
    server = await startKeyServer([]);
  });

  test('is not followed to another place', async () => {
    const issuer = await createIssuer();
    server.serve(200, { keys: [issuer.publicJwk] });
    const redirect = createServer((_request, response) => {
      response.writeHead(302, { location: server.url.href }).end();
    });
    await new Promise<void>((resolve) => redirect.listen(0, '127.0.0.1', resolve));
    const address = redirect.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const verify = await remoteVerifier(new URL(`http://127.0.0.1:${port}/`));
    await expect(verify(await issuer.sign())).rejects.toThrow(KeySetUnavailable);
    expect(server.requests()).toBe(0);
    redirect.closeAllConnections();
    await new Promise((resolve) => redirect.close(resolve));
  });

  test('that holds a private key is not used', async () => {
    const issuer = await createIssuer();
    server.serve(200, { keys: [{ ...issuer.publicJwk, d: issuer.publicJwk.x }] });
    const verify = await remoteVerifier();
    await expect(verify(await issuer.sign())).rejects.toThrow(KeySetUnavailable);
  });
});

test('an RSA key of the issuer that is too short to trust is unavailable, too', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const kid = 'short';
  server.serve(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' }] });
  const signed = `${encoded({ alg: 'RS256', typ: 'at+jwt', kid })}.${encoded(memberClaims())}`;
  const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url');
  const verify = await remoteVerifier();
  await expect(verify(`${signed}.${signature}`)).rejects.toThrow(KeySetUnavailable);
});

describe('settings under which tokens could be forged', () => {
  test.each([
    ['no signature', { algorithms: ['ES256', 'none'] }, /algorithms holds "none"/],
    ['a shared secret', { algorithms: ['HS256'] }, /algorithms holds "HS256": choose from/],
    ['no algorithm', { algorithms: [] }, /algorithms is empty/],
    ['no issuer', { issuer: '' }, /issuer is empty/],
    ['no audience', { audience: '' }, /audience is empty/],
    ['an hour of tolerance', { clockToleranceSeconds: 3600 }, /0 to 300 seconds/],
    ['a tolerance that is no number', { clockToleranceSeconds: Number.NaN }, /0 to 300 seconds/],
    ['keys over plain http', { jwksUrl: new URL('http://issuer.example/jwks') }, /use https/],
    ['keys from a file', { jwksUrl: new URL('file:///etc/jwks.json') }, /use https/],
  ])('are refused: %s', (_what, change, message) => {
    expect(() => checkTokenSettings({ ...SETTINGS, ...change })).toThrow(message);
  });
});
