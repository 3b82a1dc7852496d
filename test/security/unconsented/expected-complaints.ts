import { appShape } from './expected-office.ts';
import { type Arguments, falling, pageOf, rising, type Shape, type View } from './expected-page.ts';
import type { RawComplaint } from './raw-office.ts';
import { visibleComplaints } from './rule.ts';

/** A complaint, in the member's own words. The office's reading is an entry. */
export function complaintShape(view: View, one: RawComplaint): Shape {
  if (view.asker.kind !== 'MEMBER') view.heard.add(one.member_id);
  const app = view.now.rows.apps.find(({ id }) => id === one.app_id);
  return {
    complaintId: one.id,
    caseNumber: one.case_number,
    memberId: one.member_id,
    kind: one.kind,
    state: one.state,
    text: one.text,
    language: one.language,
    receivedAt: one.received_at,
    dueAt: one.due_at,
    isOverdue: isOpen(one) && one.due_at < new Date().toISOString(),
    answer: one.answer,
    answeredAt: one.answered_at,
    closedAt: one.closed_at,
    handledBy: one.handled_by,
    app: () => (app ? appShape(view, app) : null),
  };
}

const isOpen = ({ state }: RawComplaint) => state === 'RECEIVED' || state === 'IN_PROGRESS';

/** A member's own, the newest first; the office's queue, what is due first before the rest. */
export function complaintsPage(view: View, args: Arguments): Shape {
  const own = view.asker.kind === 'MEMBER';
  const state = args['state'] ?? undefined;
  const key = (one: RawComplaint) => `${own ? one.received_at : one.due_at} ${one.id}`;
  const seen = visibleComplaints(view.now, view.asker)
    .filter((one) => (state === undefined ? own || isOpen(one) : one.state === state))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  if (own) seen.reverse();
  const list = { name: 'complaints', filter: { state } };
  return pageOf(view, list, args, seen, key, own ? falling : rising, (one) =>
    complaintShape(view, one),
  );
}

/** One; somebody else's and none are the same. */
export function complaintById(view: View, id: unknown): Shape | null {
  const found = visibleComplaints(view.now, view.asker).find((one) => one.id === id);
  return found ? complaintShape(view, found) : null;
}
