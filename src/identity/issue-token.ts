import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { DevelopmentKey } from './development-key.ts';
import { IdentitySettingsInvalid } from './errors.ts';
import { DEVELOPMENT_ALGORITHM, type TokenSettings } from './settings.ts';
import type { StaffViewer } from './viewer.ts';
import { viewerFromClaims } from './viewer-from-claims.ts';

/** Who a development token speaks for. An app without `memberId` reaches all granting members. */
export type TokenHolder =
  | { readonly kind: 'MEMBER'; readonly memberId: string }
  | { readonly kind: 'APP'; readonly appId: string; readonly memberId?: string }
  | { readonly kind: 'PARTNER'; readonly partnerId: string }
  | { readonly kind: StaffViewer['kind']; readonly subject?: string };

/**
 * Signs a token with the development key.
 *
 * @param options.lifetimeSeconds until it expires, from now; negative makes an expired one
 * @throws TokenRefused `bad_claims` rather than sign claims that the gateway itself would refuse
 * @throws IdentitySettingsInvalid when the gateway would not trust the development key
 */
export async function issueDevelopmentToken(options: {
  readonly as: TokenHolder;
  readonly settings: TokenSettings;
  readonly key: DevelopmentKey;
  readonly lifetimeSeconds?: number;
}): Promise<string> {
  const { as, settings, key, lifetimeSeconds = 3600 } = options;
  refuseUntrusted(settings);
  const now = Math.floor(Date.now() / 1000);
  const exp = now + lifetimeSeconds;
  const claims = {
    ...claimsOf(as),
    iss: settings.issuer,
    aud: settings.audience,
    // An expired token was issued before it expired.
    iat: Math.min(now, exp - 1),
    exp,
    jti: randomUUID(),
  };
  viewerFromClaims(claims, settings.clockToleranceSeconds);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: DEVELOPMENT_ALGORITHM, typ: 'at+jwt', kid: key.kid })
    .sign(await importJWK(key.privateJwk, DEVELOPMENT_ALGORITHM));
}

function refuseUntrusted(settings: TokenSettings): void {
  if (settings.jwksUrl) {
    throw new IdentitySettingsInvalid(
      'The gateway trusts the configured JSON Web Key Set and not the development key. Get a token ' +
        'from that issuer, or unset the URL of the key set.',
    );
  }
  if (!settings.algorithms.includes(DEVELOPMENT_ALGORITHM)) {
    throw new IdentitySettingsInvalid(
      `Development tokens are signed with ${DEVELOPMENT_ALGORITHM}, which the token setting ` +
        'algorithms does not allow: add it.',
    );
  }
}

function claimsOf(holder: TokenHolder): Record<string, string> {
  switch (holder.kind) {
    case 'MEMBER':
      return { viewer_kind: holder.kind, sub: holder.memberId };
    case 'APP': {
      const { kind, appId, memberId } = holder;
      const claims = { viewer_kind: kind, sub: memberId ?? appId, client_id: appId };
      return memberId === undefined
        ? { ...claims, scope: 'system/*.rs' }
        : { ...claims, scope: 'patient/*.rs', patient: memberId };
    }
    case 'PARTNER':
      return {
        viewer_kind: holder.kind,
        sub: 'development-partner',
        partner: holder.partnerId,
      };
    default: {
      const subject = holder.subject ?? `development-${holder.kind.toLowerCase()}`;
      return { viewer_kind: holder.kind, sub: subject };
    }
  }
}
