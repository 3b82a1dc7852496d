import { type TokenClaims, tokenClaims } from './claims.ts';
import { TokenRefused } from './errors.ts';
import type { AppMembers, KnownViewer } from './viewer.ts';

/**
 * Turns the claims of a token whose signature has been verified into a viewer.
 *
 * @param payload the claims as decoded
 * @param clockToleranceSeconds granted on top of `exp`
 * @throws TokenRefused `bad_claims`, naming the first claim that is missing, wrong or contradictory
 */
export function viewerFromClaims(payload: unknown, clockToleranceSeconds: number): KnownViewer {
  const parsed = tokenClaims.safeParse(payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const detail = issue && `Claim ${issue.path.join('.')} ${issue.message}.`;
    throw new TokenRefused('bad_claims', { detail, cause: parsed.error });
  }
  const claims = parsed.data;
  const token = {
    tokenId: claims.jti,
    expiresAt: Math.floor((claims.exp + clockToleranceSeconds) * 1000),
  };
  switch (claims.viewer_kind) {
    case 'MEMBER':
      return { kind: 'MEMBER', memberId: claims.sub, subject: claims.sub, ...token };
    case 'APP': {
      const appId = claims.client_id;
      return {
        kind: 'APP',
        appId,
        members: membersOf(claims),
        resources: 'ALL',
        subject: appId,
        ...token,
      };
    }
    case 'PARTNER':
      return { kind: 'PARTNER', partnerId: claims.partner, subject: claims.sub, ...token };
    default:
      return { kind: claims.viewer_kind, subject: claims.sub, ...token };
  }
}

// Asks for the wide scope by name, so that anything unforeseen ends with the narrow reach or none.
function membersOf(claims: Extract<TokenClaims, { viewer_kind: 'APP' }>): AppMembers {
  if (claims.patient !== undefined) return { all: false, memberId: claims.patient };
  if (claims.scope.has('system/*.rs')) return { all: true };
  throw new TokenRefused('bad_claims');
}
