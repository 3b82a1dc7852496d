import { appShape } from './expected-office.ts';
import { type Arguments, falling, pageOf, rising, type Shape, type View } from './expected-page.ts';
import type { RawDeletion } from './raw-office.ts';
import { visibleDeletions } from './rule.ts';

/** What an app was asked to delete, and what it says it did. */
export function deletionShape(view: View, one: RawDeletion): Shape {
  const { grants, apps } = view.now.rows;
  const grant = grants.find(({ id }) => id === one.grant_id);
  const app = apps.find(({ id }) => id === grant?.app_id);
  return {
    deletionRequestId: one.id,
    grantId: one.grant_id,
    memberId: grant?.member_id,
    app: () => (app ? appShape(view, app) : null),
    state: one.state,
    channel: one.channel,
    requestedAt: one.requested_at,
    answerDueAt: one.answer_due_at,
    isOverdue: one.state === 'REQUESTED' && one.answer_due_at < new Date().toISOString(),
    outcome: one.outcome,
    explanation: one.explanation,
    acknowledgedAt: one.acknowledged_at,
  };
}

/** A member's own, the newest first; everybody else's, the one that has waited longest first. */
export function deletionsPage(view: View, args: Arguments): Shape {
  const { kind } = view.asker;
  const state = args['state'] ?? undefined;
  const seen = visibleDeletions(view.now, view.asker)
    .filter((one) => state === undefined || one.state === state)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const own = kind === 'MEMBER';
  if (own) seen.reverse();
  const list = { name: 'deletionRequests', filter: { state } };
  return pageOf(
    view,
    list,
    args,
    seen,
    ({ id }) => id,
    own ? falling : rising,
    (one) => {
      const shape = deletionShape(view, one);
      // Whoever oversees is entered with whose requests they were shown.
      if (['AGENT', 'ADMIN', 'AUDITOR'].includes(kind)) view.heard.add(String(shape['memberId']));
      return shape;
    },
  );
}

/** What was asked for after a grant's end. */
export function deletionOfGrant(view: View, grantId: string): Shape | null {
  const found = view.now.rows.deletions.find(({ grant_id }) => grant_id === grantId);
  return found ? deletionShape(view, found) : null;
}
