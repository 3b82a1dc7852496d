import { createHash } from 'node:crypto';
import type { Purpose } from '../consent/vocabulary.ts';
import type { App, Material, PrismaClient } from '../db/generated/prisma/client.ts';
import { NotFound } from '../graphql/kit/user-errors.ts';
import { currentMaterials } from '../materials/materials.ts';
import { signedDocument } from './consent-document.ts';
import {
  checkEligible,
  checkLanguage,
  checkMaterialsRead,
  type GrantChoices,
  type GrantTerms,
  type PolicyPlan,
  termsOf,
} from './sharing-policy.ts';

/** What a member is about to sign: all that the plan's policy, its texts and the app make of their choices. */
export type DraftConsent = {
  readonly memberId: string;
  readonly plan: PolicyPlan;
  readonly app: App;
  readonly terms: GrantTerms;
  readonly purpose: Purpose;
  readonly language: string;
  /** The plan's texts in that language, each in its newest version. */
  readonly materials: readonly Material[];
  /** Of these, the one that is signed. */
  readonly template: Material;
};

/** Whose consent it is, for which app. */
export type ConsentParties = {
  readonly memberId: string;
  readonly appId: string;
  readonly purpose: Purpose;
};

/**
 * Puts together what would be signed now.
 *
 * @param readMaterialIds the texts that were read, where it is signed with them: they must be all
 * @throws PolicyRefusal, InvalidInput or NotFound, each saying what to mend
 */
export async function draftConsent(
  prisma: Pick<PrismaClient, 'member' | 'app' | 'material'>,
  { memberId, appId, purpose }: ConsentParties,
  choices: GrantChoices,
  readMaterialIds?: readonly string[],
): Promise<DraftConsent> {
  const member = await prisma.member.findUnique({
    where: { id: memberId },
    include: { plan: { include: { linesOfBusiness: true } } },
  });
  if (member === null) throw new NotFound('member', 'viewer');
  const { plan } = member;
  checkEligible(plan, member);
  const app = await prisma.app.findFirst({ where: { id: appId, state: 'APPROVED' } });
  if (app === null) throw new NotFound('app', 'input.appId');
  const { language } = choices;
  checkLanguage(plan, language);
  const materials = await currentMaterials(prisma, plan.id, language);
  const template = materials.find(({ kind }) => kind === 'CONSENT_DOCUMENT');
  if (template === undefined) {
    throw new Error(`plan ${plan.slug} has no consent document in ${language}`);
  }
  if (readMaterialIds !== undefined) checkMaterialsRead(readMaterialIds, materials);
  return {
    memberId,
    plan,
    app,
    terms: termsOf(plan, choices),
    purpose,
    language,
    materials,
    template,
  };
}

/** The document as it would read, signed by this name at this time. */
export const documentOf = (
  { template, plan, app, terms, purpose }: DraftConsent,
  signature: string,
  signedAt: Date,
) =>
  signedDocument(template, {
    plan,
    app,
    terms,
    purpose,
    signature,
    signedAt,
    endsAt: endOf(terms, signedAt),
  });

const day = 24 * 60 * 60 * 1000;

/** When a consent ends that is signed then. */
export const endOf = ({ termDays }: GrantTerms, signedAt: Date): Date =>
  new Date(signedAt.getTime() + termDays * day);

/**
 * Tells two drafts apart: whoever signs says which one they saw, so that nothing that changed meanwhile
 * — the texts, the plan's policy, the app's name or kind — is signed unseen.
 */
export function fingerprintOf(draft: DraftConsent): string {
  const { plan, app, terms, purpose, language, materials } = draft;
  const seen = {
    plan: [plan.id, plan.name, plan.supportPhone, plan.privacyEmail],
    app: [app.id, app.name, app.kind],
    terms,
    purpose,
    language,
    materials: materials.map(({ id }) => id),
  };
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}
