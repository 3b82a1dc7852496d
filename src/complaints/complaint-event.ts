import { v7 as uuidv7 } from 'uuid';
import type { Complaint } from '../db/generated/prisma/client.ts';
import type { Actor } from '../ledger/actor.ts';
import type { Leaf } from '../ledger/leaf.ts';

/** The entry of what became of a complaint, in ids alone. The app stays out: no partner is to find it. */
export const complaintEvent = (
  kind: 'COMPLAINT_FILED' | 'COMPLAINT_ANSWERED' | 'COMPLAINT_CLOSED',
  { id, memberId, planId }: Complaint,
  by: Actor,
): Leaf => ({
  v: 1,
  kind,
  release: uuidv7(),
  at: Date.now(),
  complaint: id,
  member: memberId,
  plan: planId,
  ...by,
});
