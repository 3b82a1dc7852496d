import type { Database } from '../db/database.ts';
import type { DeletionOutcome } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import type { KnownViewer } from '../identity/viewer.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { mailMember } from '../notify/outbox.ts';
import { acknowledgedLeaf } from './deletion-event.ts';
import { type DeletionRequest, visibleDeletions, withGrant } from './visible-deletions.ts';

/** What an app says it did. */
export type DeletionAnswer = {
  readonly outcome: DeletionOutcome;
  /** For the member; why, where anything is kept. */
  readonly explanation: string | null;
};

/**
 * Keeps what an app says it did, enters it in the ledger and writes to the member. The same said twice is kept once.
 *
 * @throws NotFound when no such request was made to the app or partner; StateConflict when something else was answered before
 */
export function acknowledgeDeletion(
  { prisma }: Database,
  viewer: Extract<KnownViewer, { kind: 'APP' | 'PARTNER' }>,
  id: string,
  { outcome, explanation }: DeletionAnswer,
): Promise<DeletionRequest> {
  return prisma.$transaction(async (tx) => {
    const where = { AND: [{ id }, visibleDeletions(viewer)] };
    const { count } = await tx.deletionRequest.updateMany({
      where: { ...where, state: 'REQUESTED' },
      data: {
        state: 'ACKNOWLEDGED',
        outcome,
        explanation,
        acknowledgedBy: viewer.subject,
        acknowledgedAt: new Date(),
      },
    });
    const request = await tx.deletionRequest.findFirst({ where, include: withGrant });
    if (request === null) throw new NotFound('deletion request', 'input.deletionRequestId');
    if (count === 0) {
      if (request.outcome === outcome && request.explanation === explanation) return request;
      throw new StateConflict(
        'The request was answered already, in another way.',
        'input.deletionRequestId',
      );
    }
    const { memberId, planId, app } = request.grant;
    const plan = await tx.plan.findUniqueOrThrow({ where: { id: planId } });
    await mailMember(tx, memberId, {
      kind: 'DELETION_ACKNOWLEDGED',
      app: app.name,
      plan: plan.name,
      phone: plan.supportPhone,
      grantId: request.grantId,
      outcome,
    });
    const by = { actor: viewer.subject, actorKind: viewer.kind };
    await appendEvents(tx, [acknowledgedLeaf(request, outcome, by)]);
    return request;
  });
}
