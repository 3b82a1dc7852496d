import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import { databaseNow } from '../db/database-clock.ts';
import type { App, EndChannel, EndedByKind, Grant } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import type { Leaf } from '../ledger/leaf.ts';
import { mailMember } from '../notify/outbox.ts';
import { queueWebhooks } from '../notify/webhooks/queue-webhooks.ts';
import type { GrantWithApp } from './grant-state.ts';

/** How a grant ended, and by whom. */
export type GrantEnd = {
  readonly state: 'REVOKED' | 'SUPERSEDED' | 'EXPIRED';
  readonly endedAt: Date;
  readonly byKind: EndedByKind;
  /** The subject of whoever did it. */
  readonly by: string;
  readonly channel: EndChannel;
  readonly reason: string;
  readonly supersededBy: string | null;
};

/** Where whoever ended it did not say why. */
export const unstatedReason = 'Not stated.';

/** A grant that has just ended. */
type EndedGrant = Grant & { readonly state: GrantEnd['state']; readonly endedChannel: EndChannel };

export type Revocation = {
  readonly grantId: string;
  /** Whose grant it must be. */
  readonly memberId: string;
  readonly byKind: 'MEMBER' | 'AGENT' | 'APP';
  readonly by: string;
  readonly channel: 'ONLINE' | 'PHONE' | 'OAUTH';
  readonly reason: string;
};

/**
 * Revokes a grant. When this returns, the revocation stands in the ledger and nothing is released
 * under the grant any more: the gate would refuse it.
 *
 * @throws NotFound when the member has no such grant; StateConflict when it had ended before
 */
export async function revokeGrant(
  database: Database,
  revocation: Revocation,
): Promise<GrantWithApp> {
  return database.prisma.$transaction(async (tx) => {
    const grant = await tx.grant.findFirst({
      where: { id: revocation.grantId, memberId: revocation.memberId },
      include: { app: true, plan: true },
    });
    if (grant === null) throw new NotFound('grant', 'input.grantId');
    const { app, plan } = grant;
    const endedAt = await databaseNow(tx);
    // Its term ended it, and a job will say so; there is nothing to take back.
    if (grant.endsAt <= endedAt) throw endedAlready();
    const ended = await grantEnd(tx, grant, app, {
      state: 'REVOKED',
      endedAt,
      supersededBy: null,
      ...revocation,
    });
    if (ended === undefined) throw endedAlready();
    await mailMember(tx, grant.memberId, {
      kind: 'CONSENT_ENDED',
      app: app.name,
      plan: plan.name,
      phone: plan.supportPhone,
      grantId: grant.id,
      by: revocation.byKind,
      endedAt,
    });
    await appendEvents(tx, [endedLeaf(ended, app, revocation.by, revocation.byKind)]);
    return { ...ended, app };
  });
}

const endedAlready = () => new StateConflict('The grant has ended already.', 'input.grantId');

/** The end of a grant whose term has run out. Nothing is released from the term's end on: the gate sees to that. */
export const termOver = (endedAt: Date): GrantEnd => ({
  state: 'EXPIRED',
  endedAt,
  byKind: 'SYSTEM',
  by: 'term',
  channel: 'SYSTEM',
  reason: 'The term had run out.',
  supersededBy: null,
});

/**
 * Ends a grant in a transaction, and tells the app's partner; the caller appends the entry, last before COMMIT.
 *
 * @returns the ended grant, or undefined when it had ended before
 */
export async function grantEnd(
  tx: Transaction,
  grant: Grant,
  app: App,
  end: GrantEnd,
): Promise<EndedGrant | undefined> {
  const [ended] = await tx.grant.updateManyAndReturn({
    where: { id: grant.id, version: grant.version, state: 'ACTIVE' },
    data: {
      state: end.state,
      version: grant.version + 1,
      endedAt: end.endedAt,
      endedByKind: end.byKind,
      endedBy: end.by,
      endedChannel: end.channel,
      endedReason: end.reason,
      supersededBy: end.supersededBy,
    },
  });
  if (ended === undefined) return undefined;
  await queueWebhooks(tx, app.partnerId, {
    type: 'grant.ended',
    data: {
      grantId: grant.id,
      appId: app.id,
      memberId: grant.memberId,
      reason: end.state,
      by: end.byKind,
      endedAt: end.endedAt.toISOString(),
      ...(end.supersededBy === null ? {} : { supersededBy: end.supersededBy }),
    },
  });
  return { ...ended, state: end.state, endedChannel: end.channel };
}

/** The entry of a grant's end. The reason stays out of it: it is somebody's words. */
export function endedLeaf(grant: EndedGrant, app: App, actor: string, actorKind: string): Leaf {
  return {
    v: 1,
    kind: 'GRANT_ENDED',
    release: uuidv7(),
    at: (grant.endedAt ?? new Date()).getTime(),
    subject: grant.id,
    version: grant.version,
    actor,
    actorKind,
    grant: grant.id,
    member: grant.memberId,
    plan: grant.planId,
    app: app.id,
    partner: app.partnerId,
    state: grant.state,
    channel: grant.endedChannel,
  };
}
