import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { ConfigurationError, readConfig } from '../../src/config.ts';
import { connected, startOAuthWorld } from './kit/oauth-world.ts';

const privateKey = async (alg: string) =>
  exportJWK((await generateKeyPair(alg, { extractable: true })).privateKey);

describe('the keys of OAUTH_KEYS', () => {
  test('sign as the first one does, be it no RSA key, and all are published', async () => {
    const keys = [{ ...(await privateKey('ES384')), kid: 'new' }, await privateKey('ES256')];
    const world = await startOAuthWorld({ OAUTH_KEYS: JSON.stringify({ keys }) });
    try {
      const { baseUrl } = world.gateway;
      const { idToken } = await connected(world, world.browserApp);
      const published = createRemoteJWKSet(new URL(`${baseUrl}/oauth/jwks`));
      const { protectedHeader, payload } = await jwtVerify(idToken, published);
      expect(protectedHeader).toMatchObject({ alg: 'ES384', kid: 'new' });
      expect(payload.sub).toBe(world.ann);
      const found = await fetch(`${baseUrl}/.well-known/openid-configuration`);
      expect(await found.json()).toMatchObject({
        id_token_signing_alg_values_supported: ['ES384', 'ES256'],
      });
    } finally {
      await world.stop();
    }
  });

  test('are refused at the start where they cannot sign, with what is wanted and none of the key', async () => {
    const { privateKey: good, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const [whole, half] = [await exportJWK(good), await exportJWK(publicKey)];
    for (const wrong of [
      [{ kty: 'EC' }],
      [half],
      [whole, half],
      [{ ...whole, alg: 'ES384' }],
      [{ ...whole, alg: 'none' }],
      [{ ...whole, use: 'enc' }],
      [{ ...whole, crv: 'secp256k1' }],
      [{ kty: 'oct', k: 'c2VjcmV0' }],
      [],
    ]) {
      const start = () => readConfig({ OAUTH_KEYS: JSON.stringify({ keys: wrong }) });
      expect(start, JSON.stringify(wrong)).toThrow(ConfigurationError);
      expect(start).toThrow(/^OAUTH_KEYS: /);
    }
    expect(readConfig({ OAUTH_KEYS: JSON.stringify({ keys: [whole] }) }).oauth.keys).toEqual({
      keys: [{ ...whole, use: 'sig', alg: 'ES256' }],
    });
  });
});
