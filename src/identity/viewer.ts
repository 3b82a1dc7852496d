/** Every kind of viewer the gateway knows; `NOBODY` is a request without a token. */
export const VIEWER_KINDS = [
  'NOBODY',
  'MEMBER',
  'APP',
  'PARTNER',
  'AUDITOR',
  'AGENT',
  'ADMIN',
] as const;

export type ViewerKind = (typeof VIEWER_KINDS)[number];

/** What every viewer who showed a token carries. */
type Known = {
  /** Who, as the ledger writes it: an opaque identifier, never a name or an e-mail address. */
  readonly subject: string;
  /** The token's `jti`. */
  readonly tokenId: string;
  /**
   * The moment from which the token is refused, in epoch milliseconds: its `exp` plus the clock
   * tolerance, so that verification and every later `isExpired` draw the same line.
   */
  readonly expiresAt: number;
};

/** Whose data an app's token reaches at most; what it may read of it, permissions decide. */
export type AppMembers =
  | { readonly all: true }
  | { readonly all: false; readonly memberId: string };

/** The FHIR resources that a token is for, by their names (SMART App Launch 2.2). */
export type Resources = ReadonlySet<string> | 'ALL';

type MemberViewer = Known & { readonly kind: 'MEMBER'; readonly memberId: string };
export type AppViewer = Known & {
  readonly kind: 'APP';
  readonly appId: string;
  readonly members: AppMembers;
  readonly resources: Resources;
};
type PartnerViewer = Known & { readonly kind: 'PARTNER'; readonly partnerId: string };
export type StaffViewer = Known & { readonly kind: 'AUDITOR' | 'AGENT' | 'ADMIN' };

type NobodyViewer = { readonly kind: 'NOBODY' };
export type KnownViewer = MemberViewer | AppViewer | PartnerViewer | StaffViewer;
export type Viewer = NobodyViewer | KnownViewer;

/**
 * Tells whether a viewer's token has run out. A request can outlive its token, so this is asked
 * again before data leaves, not only when the token is verified.
 *
 * @param viewer who is asking; nobody has no token that could run out
 * @param now epoch milliseconds
 */
export function isExpired(viewer: Viewer, now: number): boolean {
  return viewer.kind !== 'NOBODY' && viewer.expiresAt <= now;
}
