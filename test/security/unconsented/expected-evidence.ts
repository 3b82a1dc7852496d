import type { Shape } from './expected-page.ts';
import type { RawExport } from './raw-rows.ts';

/** An export of evidence that nobody has begun: here no gateway makes any. */
export const exportShape = (one: RawExport): Shape => ({
  __typename: 'EvidenceExport',
  exportId: one.id,
  state: one.state,
  memberId: one.member_id,
  appId: one.app_id,
  from: one.since,
  to: one.until,
  done: 0,
  total: 0,
  failure: null,
  entries: null,
  bytes: null,
  sha256: null,
  requestedAt: one.requested_at,
  readyAt: null,
  expiresAt: null,
  downloadPath: null,
});

/** Those of the one auditor who asks here, the newest first. */
export const exportsNewestFirst = (exports: readonly RawExport[]): RawExport[] =>
  exports.toSorted((a, b) => (a.requested_at < b.requested_at ? 1 : -1));
