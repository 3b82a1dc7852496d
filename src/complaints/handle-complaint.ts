import type { Database } from '../db/database.ts';
import type { Complaint, ComplaintState, Prisma } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import type { Actor } from '../ledger/actor.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { mailMember } from '../notify/outbox.ts';
import { complaintEvent } from './complaint-event.ts';

/** Why it cannot be done, by what has become of the complaint meanwhile. */
const conflicts: Readonly<Record<ComplaintState, string>> = {
  RECEIVED: 'The complaint has not been answered yet.',
  IN_PROGRESS: 'Somebody has taken the complaint already.',
  ANSWERED: 'The complaint was answered already.',
  CLOSED: 'The complaint is closed.',
};

/**
 * Takes a complaint up, so that no two work on it.
 *
 * @throws NotFound, or StateConflict when somebody else was first
 */
export function takeComplaint(database: Database, by: Actor, id: string): Promise<Complaint> {
  return database.prisma.$transaction((tx) =>
    change(tx, id, ['RECEIVED'], { state: 'IN_PROGRESS', handledBy: by.actor }),
  );
}

/**
 * Answers a complaint: the answer stands on the member's own page, and a mail says that it does.
 *
 * @throws NotFound, or StateConflict when it was answered before
 */
export function answerComplaint(
  database: Database,
  by: Actor,
  id: string,
  answer: string,
): Promise<Complaint> {
  return database.prisma.$transaction(async (tx) => {
    const data = {
      state: 'ANSWERED',
      answer,
      answeredAt: new Date(),
      handledBy: by.actor,
    } as const;
    const answered = await change(tx, id, ['RECEIVED', 'IN_PROGRESS'], data);
    const plan = await tx.plan.findUniqueOrThrow({ where: { id: answered.planId } });
    await mailMember(tx, answered.memberId, {
      kind: 'COMPLAINT_ANSWERED',
      plan: plan.name,
      phone: plan.complaintsPhone ?? plan.supportPhone,
      complaintId: answered.id,
      caseNumber: answered.caseNumber,
    });
    await appendEvents(tx, [complaintEvent('COMPLAINT_ANSWERED', answered, by)]);
    return answered;
  });
}

/**
 * Closes a complaint that was answered.
 *
 * @throws NotFound, or StateConflict when it is not answered, or closed already
 */
export function closeComplaint(database: Database, by: Actor, id: string): Promise<Complaint> {
  return database.prisma.$transaction(async (tx) => {
    const closed = await change(tx, id, ['ANSWERED'], { state: 'CLOSED', closedAt: new Date() });
    await appendEvents(tx, [complaintEvent('COMPLAINT_CLOSED', closed, by)]);
    return closed;
  });
}

/** Of two at once one changes it; the other finds that it is no longer as it was. */
async function change(
  tx: Prisma.TransactionClient,
  id: string,
  from: readonly ComplaintState[],
  data: Prisma.ComplaintUncheckedUpdateManyInput,
): Promise<Complaint> {
  const [changed] = await tx.complaint.updateManyAndReturn({
    where: { id, state: { in: [...from] } },
    data,
  });
  if (changed !== undefined) return changed;
  const found = await tx.complaint.findUnique({ where: { id } });
  if (found === null) throw new NotFound('complaint', 'input.complaintId');
  throw new StateConflict(
    found.state === 'IN_PROGRESS' && from.includes('ANSWERED')
      ? conflicts.RECEIVED
      : conflicts[found.state],
    'input.complaintId',
  );
}
