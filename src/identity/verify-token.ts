import { base64url, errors, type JWTVerifyResult, jwtVerify } from 'jose';
import { KeySetUnavailable, type TokenRefusalReason, TokenRefused } from './errors.ts';
import type { KeySource } from './key-source.ts';
import { hasRepeatedMember } from './repeated-member.ts';
import { checkTokenSettings, type TokenSettings } from './settings.ts';
import { isExpired, type KnownViewer } from './viewer.ts';
import { viewerFromClaims } from './viewer-from-claims.ts';

/**
 * Verifies one token.
 *
 * @throws TokenRefused when the token is not accepted
 * @throws KeySetUnavailable when that cannot be told
 */
export type TokenVerifier = (token: string) => Promise<{ readonly viewer: KnownViewer }>;

// Header, payload and signature (RFC 7515, section 7.1). The signature may be empty, so that an
// unsigned token is refused for its algorithm. Decoders are laxer: they skip white space and padding.
const COMPACT_JWS = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/**
 * Makes the function that turns bearer tokens into viewers. Keys come from `keys` alone: what a token
 * says about its own key (`jwk`, `jku`, `x5c`, `x5u`) is never looked at, and `kid` only chooses among
 * keys already trusted. Signature first, then time and addressee, then what the claims say.
 *
 * @param options.now epoch milliseconds; the system's clock unless given
 * @throws IdentitySettingsInvalid on unsafe settings
 */
export function createTokenVerifier(options: {
  readonly settings: TokenSettings;
  readonly keys: KeySource;
  readonly now?: () => number;
}): TokenVerifier {
  const { settings, keys, now = Date.now } = options;
  checkTokenSettings(settings);
  const tolerance = settings.clockToleranceSeconds;

  return async (token) => {
    if (!COMPACT_JWS.test(token)) throw new TokenRefused('malformed');
    const currentTime = now();
    const { payload, protectedHeader } = await verify(token, keys, settings, currentTime);
    if (!isAccessTokenType(protectedHeader.typ)) {
      throw new TokenRefused('malformed', { detail: 'Header typ must be at+jwt or JWT.' });
    }
    if (partsOf(token).some(hasRepeatedMember)) {
      throw new TokenRefused('malformed', {
        detail: 'One of its JSON objects holds a name twice.',
      });
    }
    const viewer = viewerFromClaims(payload, tolerance);
    if (payload.iat !== undefined && (payload.iat - tolerance) * 1000 > currentTime) {
      throw new TokenRefused('not_yet_valid');
    }
    // jose counts whole seconds; a fractional `exp` could pass there and be expired here.
    if (isExpired(viewer, currentTime)) throw new TokenRefused('expired');
    return { viewer };
  };
}

async function verify(
  token: string,
  keys: KeySource,
  settings: TokenSettings,
  currentTime: number,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(token, keys, {
      algorithms: [...settings.algorithms],
      issuer: settings.issuer,
      audience: settings.audience,
      clockTolerance: settings.clockToleranceSeconds,
      currentDate: new Date(currentTime),
      requiredClaims: ['exp', 'iat', 'jti'],
    });
  } catch (cause) {
    throw refusalOf(cause);
  }
}

function refusalOf(cause: unknown): TokenRefused | KeySetUnavailable {
  if (cause instanceof errors.JWTClaimValidationFailed && cause.reason !== 'check_failed') {
    const detail = `Claim ${cause.claim} is ${cause.reason}.`;
    return new TokenRefused('bad_claims', { detail, cause });
  }
  const reason = reasonOf(cause);
  // What is left is not about the token: the key set cannot be fetched or read, or the key it holds
  // cannot be used (an RSA key under 2048 bits, say).
  return reason ? new TokenRefused(reason, { cause }) : new KeySetUnavailable({ cause });
}

function reasonOf(cause: unknown): TokenRefusalReason | undefined {
  if (cause instanceof errors.JWTExpired) return 'expired';
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === 'iss') return 'wrong_issuer';
    if (cause.claim === 'aud') return 'wrong_audience';
    return cause.claim === 'nbf' ? 'not_yet_valid' : 'bad_claims';
  }
  if (cause instanceof errors.JOSEAlgNotAllowed) return 'algorithm_not_allowed';
  if (cause instanceof errors.JWKSNoMatchingKey) return 'unknown_key';
  // Several keys fit a token without `kid`: trying them all would be work for anybody who asks.
  if (cause instanceof errors.JWKSMultipleMatchingKeys) return 'unknown_key';
  if (cause instanceof errors.JWSSignatureVerificationFailed) return 'bad_signature';
  // Not supported: an extension that the header's `crit` says must be understood.
  if (cause instanceof errors.JOSENotSupported) return 'malformed';
  if (cause instanceof errors.JWSInvalid || cause instanceof errors.JWTInvalid) return 'malformed';
  return undefined;
}

// RFC 9068 says at+jwt; many issuers still say JWT. Compared as media types (RFC 7515, 4.1.9). A token
// without a type is refused: it cannot be told from other signed objects of the same issuer.
function isAccessTokenType(type: unknown): boolean {
  return typeof type === 'string' && /^(application\/)?(at\+jwt|jwt)$/i.test(type);
}

function partsOf(token: string): string[] {
  const decoder = new TextDecoder();
  return token.split('.', 2).map((part) => decoder.decode(base64url.decode(part)));
}
