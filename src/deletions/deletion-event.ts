import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../ledger/actor.ts';
import type { Leaf } from '../ledger/leaf.ts';
import type { DeletionRequest } from './visible-deletions.ts';

const about = ({ id, grant }: DeletionRequest) => ({
  v: 1 as const,
  release: uuidv7(),
  at: Date.now(),
  deletion: id,
  grant: grant.id,
  member: grant.memberId,
  plan: grant.planId,
  app: grant.appId,
  partner: grant.app.partnerId,
});

/** The entry of what a member asked for. */
export const requestedLeaf = (request: DeletionRequest, by: Actor): Leaf => ({
  kind: 'DELETION_REQUESTED',
  channel: request.channel,
  ...about(request),
  ...by,
});

/** The entry of what an app says it did. Its words stay out. */
export const acknowledgedLeaf = (
  request: DeletionRequest,
  outcome: NonNullable<DeletionRequest['outcome']>,
  by: Actor,
): Leaf => ({ kind: 'DELETION_ACKNOWLEDGED', outcome, ...about(request), ...by });
