import { createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { developmentKey } from './development-key.ts';
import { checkTokenSettings, type TokenSettings } from './settings.ts';

/** Finds the public key that a token's header names; only our own settings say where to look. */
export type KeySource = JWTVerifyGetKey;

// A key the issuer withdraws is trusted for this long at most.
const CACHE_MILLISECONDS = 10 * 60 * 1000;
// Tokens with invented key identifiers can make us ask the issuer once in this time, not more.
const COOLDOWN_MILLISECONDS = 30 * 1000;
const TIMEOUT_MILLISECONDS = 5 * 1000;

/**
 * Opens the keys that tokens are verified with: the issuer's key set when `jwksUrl` is set (fetched
 * when first needed, again when it is ten minutes old or a token names a key it does not hold), the
 * development key otherwise.
 *
 * @throws IdentitySettingsInvalid on unsafe settings
 * @throws DevelopmentKeyRefused when there is no `jwksUrl` in production, or the key file is broken
 */
export async function openKeySource(options: {
  readonly settings: TokenSettings;
  readonly dataDirectory: string;
  readonly production: boolean;
}): Promise<KeySource> {
  checkTokenSettings(options.settings);
  const { jwksUrl } = options.settings;
  if (!jwksUrl) {
    const { publicJwk } = await developmentKey(options);
    return createLocalJWKSet({ keys: [publicJwk] });
  }
  return createRemoteJWKSet(jwksUrl, {
    cacheMaxAge: CACHE_MILLISECONDS,
    cooldownDuration: COOLDOWN_MILLISECONDS,
    timeoutDuration: TIMEOUT_MILLISECONDS,
  });
}
