import { v7 as uuidv7 } from 'uuid';
import type { Purpose } from '../consent/vocabulary.ts';
import type { Database, Transaction } from '../db/database.ts';
import {
  type App,
  type Grant,
  type Material,
  type Plan,
  Prisma,
} from '../db/generated/prisma/client.ts';
import { NotFound, StateConflict } from '../graphql/kit/user-errors.ts';
import { appendEvents } from '../ledger/append-event.ts';
import type { Leaf } from '../ledger/leaf.ts';
import { currentMaterials } from '../materials/materials.ts';
import { signatureOf, signedDocument } from './consent-document.ts';
import { endedLeaf, grantEnd } from './end-grant.ts';
import type { GrantWithApp } from './grant-state.ts';
import {
  checkEligible,
  checkLanguage,
  checkMaterialsRead,
  type GrantRequest,
  termsOf,
} from './sharing-policy.ts';

const day = 24 * 60 * 60 * 1000;

/**
 * Signs a grant: the member's consent for one app, under their plan's policy. An earlier grant for
 * the same app ends as superseded, in the same transaction; its record stays as it was signed.
 *
 * @throws PolicyRefusal, InvalidInput, NotFound or StateConflict, each saying what to mend
 */
export async function signGrant(
  database: Database,
  memberId: string,
  appId: string,
  purpose: Purpose,
  request: GrantRequest,
): Promise<GrantWithApp> {
  const signature = signatureOf(request.signature);
  try {
    return await database.prisma.$transaction(async (tx) => {
      const member = await tx.member.findUnique({
        where: { id: memberId },
        include: { plan: { include: { linesOfBusiness: true } } },
      });
      if (member === null) throw new NotFound('member', 'viewer');
      const { plan } = member;
      checkEligible(plan, member);
      const app = await tx.app.findFirst({ where: { id: appId, state: 'APPROVED' } });
      if (app === null) throw new NotFound('app', 'input.appId');
      checkLanguage(plan, request.language);
      const materials = await currentMaterials(tx, plan.id, request.language);
      checkMaterialsRead(request, materials);
      const terms = termsOf(plan, request);

      const signedAt = new Date();
      const endsAt = new Date(signedAt.getTime() + terms.termDays * day);
      const document = signedDocument(consentTemplate(materials, plan, request.language), {
        plan,
        app,
        terms,
        purpose,
        signature,
        signedAt,
        endsAt,
      });
      const id = uuidv7();
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
          endsAt,
          materials: {
            create: readMaterials(materials, request).map(({ id: materialId }) => ({ materialId })),
          },
        },
      });
      await appendEvents(tx, [...superseded, signedLeaf(grant, app, document.hash)]);
      return { ...grant, app };
    });
  } catch (cause) {
    // Two signatures at once: the unique index lets one active grant stand.
    if (cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === 'P2002') {
      throw sameMoment();
    }
    throw cause;
  }
}

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
  const ended = await grantEnd(tx, earlier, {
    state: expired ? 'EXPIRED' : 'SUPERSEDED',
    endedAt: now,
    byKind: expired ? 'SYSTEM' : 'MEMBER',
    by: expired ? 'term' : memberId,
    channel: expired ? 'SYSTEM' : 'ONLINE',
    reason: expired ? 'The term had run out.' : 'The member signed a new grant for the same app.',
    supersededBy: expired ? null : supersededBy,
  });
  if (ended === undefined) throw sameMoment();
  return [
    expired ? endedLeaf(ended, app, 'term', 'SYSTEM') : endedLeaf(ended, app, memberId, 'MEMBER'),
  ];
}

function consentTemplate(materials: readonly Material[], plan: Plan, language: string): Material {
  const template = materials.find(({ kind }) => kind === 'CONSENT_DOCUMENT');
  if (template === undefined) {
    throw new Error(`plan ${plan.slug} has no consent document in ${language}`);
  }
  return template;
}

const readMaterials = (materials: readonly Material[], request: GrantRequest) =>
  materials.filter(({ id }) => request.readMaterialIds.includes(id));

function signedLeaf(grant: Grant, app: App, documentHash: Uint8Array): Leaf {
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
    document: Buffer.from(documentHash).toString('hex'),
    startsAt: grant.startsAt.getTime(),
    endsAt: grant.endsAt.getTime(),
  };
}
