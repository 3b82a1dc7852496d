import { IdentitySettingsInvalid } from './errors.ts';

/** Which tokens the gateway trusts. */
export type TokenSettings = {
  /** The one accepted `iss`. */
  readonly issuer: string;
  /** This gateway's name; a token's `aud` must be it or contain it. */
  readonly audience: string;
  /** Accepted JWS algorithms (RFC 7518, RFC 8037, RFC 9864). */
  readonly algorithms: readonly string[];
  /** How far the issuer's clock and ours may differ, in seconds. */
  readonly clockToleranceSeconds: number;
  /** The issuer's JSON Web Key Set (RFC 7517); without it the development key is trusted. */
  readonly jwksUrl?: URL;
};

/** The algorithm of the development key. */
export const DEVELOPMENT_ALGORITHM = 'ES256';

// Public-key algorithms only. With a shared secret (HS*) whoever can check a token can forge one, and
// a public key mistaken for a secret lets anybody forge; `none` is no signature (RFC 8725, 2.1 and 3.1).
const PUBLIC_KEY_ALGORITHMS = new Set([
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
]);

const MAXIMUM_CLOCK_TOLERANCE_SECONDS = 300;

/**
 * Refuses settings under which tokens could be forged or would never be accepted.
 *
 * @throws IdentitySettingsInvalid that says which setting, why, and how to mend it
 */
export function checkTokenSettings(settings: TokenSettings): void {
  if (settings.issuer === '') fail('issuer', 'is empty', 'name the accepted `iss`');
  if (settings.audience === '') fail('audience', 'is empty', "name this gateway's `aud`");
  if (settings.algorithms.length === 0) fail('algorithms', 'is empty', 'allow at least one');
  for (const algorithm of settings.algorithms) {
    if (!PUBLIC_KEY_ALGORITHMS.has(algorithm)) {
      const allowed = [...PUBLIC_KEY_ALGORITHMS].join(', ');
      fail('algorithms', `holds ${JSON.stringify(algorithm)}`, `choose from ${allowed}`);
    }
  }
  const tolerance = settings.clockToleranceSeconds;
  if (!(tolerance >= 0 && tolerance <= MAXIMUM_CLOCK_TOLERANCE_SECONDS)) {
    const range = `0 to ${MAXIMUM_CLOCK_TOLERANCE_SECONDS} seconds`;
    fail('clockToleranceSeconds', `is ${tolerance}`, `give ${range}`);
  }
  if (settings.jwksUrl && !isTrustworthy(settings.jwksUrl)) {
    const scheme = JSON.stringify(settings.jwksUrl.protocol);
    fail('jwksUrl', `uses ${scheme}`, 'use https (plain http is accepted for loopback only)');
  }
}

// Who can change the key set in transit can sign any token.
function isTrustworthy(url: URL): boolean {
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

function fail(setting: string, problem: string, remedy: string): never {
  throw new IdentitySettingsInvalid(`Token setting ${setting} ${problem}: ${remedy}.`);
}
