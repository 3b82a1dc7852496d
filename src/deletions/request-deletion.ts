import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import type { DeletionChannel, Grant } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import { mailMember } from '../notify/outbox.ts';
import { queueWebhooks } from '../notify/webhooks/queue-webhooks.ts';
import { requestedLeaf } from './deletion-event.ts';
import { type DeletionRequest, withGrant } from './visible-deletions.ts';

const day = 24 * 60 * 60 * 1000;
/** By when apps are asked to answer. Our wish: no law sets a time for all of them. */
const daysToAnswer = 30;

/** What is wished for, and by whom. */
export type DeletionWish = {
  readonly grantId: string;
  /** Whose grant it must be. */
  readonly memberId: string;
  readonly channel: DeletionChannel;
  /** The subject of whoever asks. */
  readonly by: string;
  readonly byKind: 'MEMBER' | 'AGENT';
};

/**
 * Asks an app to delete what it got under a grant that has ended: kept, entered in the ledger, told to the partner by webhook
 * and confirmed to the member by mail, or none of it.
 *
 * @returns the first request, where it was made before
 * @throws NotFound when the member has no such grant; StateConflict while they share with the app
 */
export function requestDeletion(
  { prisma }: Database,
  { grantId, memberId, channel, by, byKind }: DeletionWish,
): Promise<DeletionRequest> {
  return prisma.$transaction(async (tx) => {
    const grant = await tx.grant.findFirst({
      where: { id: grantId, memberId },
      include: { app: true, plan: true },
    });
    if (grant === null) throw new NotFound('grant', 'input.grantId');
    const before = await tx.deletionRequest.findUnique({ where: { grantId }, include: withGrant });
    if (before !== null) return before;
    await refuseWhileShared(tx, grant);
    const requestedAt = new Date();
    const answerDueAt = new Date(requestedAt.getTime() + daysToAnswer * day);
    const data = { id: uuidv7(), grantId, channel, requestedBy: by, requestedAt, answerDueAt };
    // Of two at once the second waits here, and makes none.
    const { count } = await tx.deletionRequest.createMany({ data, skipDuplicates: true });
    const request = await tx.deletionRequest.findUniqueOrThrow({
      where: { grantId },
      include: withGrant,
    });
    if (count === 0) return request;
    const { app, plan } = grant;
    await queueWebhooks(tx, app.partnerId, {
      type: 'deletion.requested',
      data: {
        deletionRequestId: request.id,
        grantId,
        appId: app.id,
        memberId,
        requestedAt: requestedAt.toISOString(),
        answerDueAt: answerDueAt.toISOString(),
      },
    });
    await mailMember(tx, memberId, {
      kind: 'DELETION_REQUESTED',
      app: app.name,
      plan: plan.name,
      phone: plan.supportPhone,
      grantId,
      answerDueAt,
    });
    await appendEvents(tx, [requestedLeaf(request, { actor: by, actorKind: byKind })]);
    return request;
  });
}

/** What is deleted while sharing goes on comes again with the next request. */
async function refuseWhileShared(tx: Transaction, { memberId, appId }: Grant): Promise<void> {
  const standing = await tx.grant.count({
    where: { memberId, appId, state: 'ACTIVE', endsAt: { gt: new Date() } },
  });
  if (standing === 0) return;
  throw new StateConflict(
    'Data is still shared with this app: revoke that grant first.',
    'input.grantId',
  );
}
