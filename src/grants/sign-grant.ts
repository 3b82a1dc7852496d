import { v7 as uuidv7 } from 'uuid';
import type { Database, Transaction } from '../db/database.ts';
import { databaseNow } from '../db/database-clock.ts';
import { type App, type Grant, Prisma } from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import type { Leaf } from '../ledger/leaf.ts';
import { mailMember } from '../notify/outbox.ts';
import { queueWebhooks } from '../notify/webhooks/queue-webhooks.ts';
import { signatureOf } from './consent-document.ts';
import {
  type ConsentParties,
  documentOf,
  draftConsent,
  endOf,
  fingerprintOf,
} from './draft-consent.ts';
import { endedLeaf, type GrantEnd, grantEnd, termOver } from './end-grant.ts';
import type { GrantWithApp } from './grant-state.ts';
import type { GrantRequest } from './sharing-policy.ts';
import { keepDocument, type SignedPdf, signedPdf } from './signed-pdf.ts';

/**
 * Signs a grant: the member's consent for one app, under their plan's policy. An earlier grant for
 * the same app ends as superseded, in the same transaction; its record stays as it was signed.
 *
 * @param seen the fingerprint of the draft that was seen; whatever holds now is signed without it
 * @throws PolicyRefusal, InvalidInput, NotFound or StateConflict, each saying what to mend
 */
export async function signGrant(
  database: Database,
  parties: ConsentParties,
  request: GrantRequest,
  seen?: string,
): Promise<GrantWithApp> {
  const signature = signatureOf(request.signature);
  const { memberId, appId, purpose } = parties;
  try {
    return await database.prisma.$transaction(async (tx) => {
      const draft = await draftConsent(tx, parties, request, request.readMaterialIds);
      if (seen !== undefined && seen !== fingerprintOf(draft)) throw changedMeanwhile();
      const { plan, app, terms, materials } = draft;
      const signedAt = await databaseNow(tx);
      const document = documentOf(draft, signature, signedAt);
      const id = uuidv7();
      const pdf = await signedPdf({
        grantId: id,
        document: document.text,
        signedAt,
        template: draft.template,
      });
      const superseded = await supersede(tx, memberId, app, id, signedAt);
      const grant = await tx.grant.create({
        data: {
          id,
          memberId,
          appId,
          planId: plan.id,
          categories: [...terms.categories],
          labels: [...terms.labels],
          includeUndated: terms.includeUndated,
          since: new Date(terms.since),
          until: terms.until === undefined ? null : new Date(terms.until),
          purpose,
          language: request.language,
          signature,
          document: document.text,
          documentHash: document.hash,
          signedAt,
          startsAt: signedAt,
          endsAt: endOf(terms, signedAt),
          materials: {
            create: materials
              .filter((material) => request.readMaterialIds.includes(material.id))
              .map((material) => ({ materialId: material.id })),
          },
        },
      });
      await mailMember(tx, memberId, {
        kind: 'CONSENT_SIGNED',
        app: app.name,
        plan: plan.name,
        phone: plan.supportPhone,
        grantId: id,
        endsAt: grant.endsAt,
      });
      await queueWebhooks(tx, app.partnerId, {
        type: 'grant.signed',
        data: {
          grantId: id,
          appId,
          memberId,
          startsAt: grant.startsAt.toISOString(),
          endsAt: grant.endsAt.toISOString(),
        },
      });
      await keepDocument(tx, id, pdf);
      await appendEvents(tx, [...superseded, signedLeaf(grant, app, pdf)]);
      return { ...grant, app };
    });
  } catch (cause) {
    // Two signatures at once: the unique index lets one active grant stand.
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2002') {
      throw sameMoment();
    }
    // The gate takes no signature for an app that was suspended meanwhile: it is as if it had been before.
    const approved = { id: appId, state: 'APPROVED' } as const;
    if ((await database.prisma.app.count({ where: approved })) === 0) {
      throw new NotFound('app', 'input.appId');
    }
    throw cause;
  }
}

const changedMeanwhile = () =>
  new StateConflict(
    'The texts, the policy or the app have changed since you saw them. Look at them again, then sign.',
    'input.signature',
  );

const sameMoment = () =>
  new StateConflict(
    'Another grant for this app was signed or ended at the same moment. Look at it, then sign again.',
    'input.appId',
  );

async function supersede(
  tx: Transaction,
  memberId: string,
  app: App,
  supersededBy: string,
  now: Date,
): Promise<Leaf[]> {
  const earlier = await tx.grant.findFirst({ where: { memberId, appId: app.id, state: 'ACTIVE' } });
  if (earlier === null) return [];
  const expired = earlier.endsAt.getTime() <= now.getTime();
  const end: GrantEnd = expired
    ? termOver(now)
    : {
        state: 'SUPERSEDED',
        endedAt: now,
        byKind: 'MEMBER',
        by: memberId,
        channel: 'ONLINE',
        reason: 'The member signed a new grant for the same app.',
        supersededBy,
      };
  const ended = await grantEnd(tx, earlier, app, end);
  if (ended === undefined) throw sameMoment();
  return [endedLeaf(ended, app, end.by, end.byKind)];
}

function signedLeaf(grant: Grant, app: App, { sha256 }: SignedPdf): Leaf {
  return {
    v: 1,
    kind: 'GRANT_SIGNED',
    release: uuidv7(),
    at: grant.signedAt.getTime(),
    subject: grant.id,
    version: grant.version,
    actor: grant.memberId,
    actorKind: 'MEMBER',
    member: grant.memberId,
    plan: grant.planId,
    app: app.id,
    partner: app.partnerId,
    categories: [...grant.categories],
    labels: [...grant.labels],
    purpose: grant.purpose,
    document: Buffer.from(grant.documentHash).toString('hex'),
    pdf: Buffer.from(sha256).toString('hex'),
    startsAt: grant.startsAt.getTime(),
    endsAt: grant.endsAt.getTime(),
  };
}
