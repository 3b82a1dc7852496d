import { createHash } from 'node:crypto';
import type { Purpose } from '../consent/vocabulary.ts';
import type { App, PrismaClient } from '../db/generated/prisma/client.ts';
import { NotFound } from '../graphql/kit/user-errors.ts';
import { newestMaterials, signingLanguages, type Text, textsIn } from '../materials/texts.ts';
import { signedDocument } from './consent-document.ts';
import {
  checkEligible,
  checkLanguage,
  checkMaterialsRead,
  type GrantChoices,
  type GrantTerms,
  labelsOf,
  type PolicyPlan,
  termsOf,
} from './sharing-policy.ts';

/** What a member is about to sign: all that the plan's policy, its texts and the app make of their choices. */
export type DraftConsent = {
  readonly memberId: string;
  readonly plan: PolicyPlan;
  readonly app: App;
  /** The version of what the app says of itself. */
  readonly attestation: number;
  /** The consent that stands, and would be superseded. */
  readonly supersedes: string | undefined;
  readonly terms: GrantTerms;
  readonly purpose: Purpose;
  readonly language: string;
  /** The plan's texts as they are read in that language, each in its newest version. */
  readonly materials: readonly Text[];
  /** Of these, the one that is signed. */
  readonly template: Text;
};

/** Whose consent it is, for which app. */
export type ConsentParties = {
  readonly memberId: string;
  readonly appId: string;
  readonly purpose: Purpose;
};

type Readable = Pick<PrismaClient, 'member' | 'app' | 'material' | 'appAttestation' | 'grant'>;

/**
 * Puts together what would be signed now.
 *
 * @param readMaterialIds the texts that were read, where it is signed with them: they must be all
 * @throws PolicyRefusal, InvalidInput or NotFound, each saying what to mend
 */
export async function draftConsent(
  prisma: Readable,
  parties: ConsentParties,
  choices: GrantChoices,
  readMaterialIds?: readonly string[],
): Promise<DraftConsent> {
  const offer = await offerTo(prisma, parties.memberId);
  return draftOf(prisma, offer, parties, choices, readMaterialIds);
}

/**
 * The same, to be looked at: in the language of the choices, or else in one that the plan has its texts in.
 *
 * @throws PolicyRefusal, InvalidInput or NotFound, each saying what to mend
 */
export async function draftInOfferedLanguage(
  prisma: Readable,
  parties: ConsentParties,
  choices: GrantChoices,
): Promise<DraftConsent> {
  const offer = await offerTo(prisma, parties.memberId);
  const offered = signingLanguages(offer.member.plan, offer.newest);
  const wanted = choices.language;
  const language = offered.includes(wanted) ? wanted : (offered[0] ?? wanted);
  return draftOf(prisma, offer, parties, { ...choices, language });
}

/** A member with their plan, and the plan's texts: what every consent of theirs begins with. */
async function offerTo(prisma: Readable, memberId: string) {
  const member = await prisma.member.findUnique({
    where: { id: memberId },
    include: { plan: { include: { linesOfBusiness: true } } },
  });
  if (member === null) throw new NotFound('member', 'viewer');
  return { member, newest: await newestMaterials(prisma, member.planId) };
}

async function draftOf(
  prisma: Readable,
  { member, newest }: Awaited<ReturnType<typeof offerTo>>,
  { memberId, appId, purpose }: ConsentParties,
  choices: GrantChoices,
  readMaterialIds?: readonly string[],
): Promise<DraftConsent> {
  const { plan } = member;
  checkEligible(plan, member);
  const app = await prisma.app.findFirst({ where: { id: appId, state: 'APPROVED' } });
  if (app === null) throw new NotFound('app', 'input.appId');
  const { language } = choices;
  checkLanguage(plan, newest, language);
  const materials = textsIn(newest, language);
  const template = materials.find(
    (text) => text.kind === 'CONSENT_DOCUMENT' && text.language === language,
  );
  if (template === undefined) {
    throw new Error(`plan ${plan.slug} has no consent document in ${language}`);
  }
  if (readMaterialIds !== undefined) {
    checkMaterialsRead(readMaterialIds, materials, labelsOf(plan, choices));
  }
  return {
    memberId,
    plan,
    app,
    attestation: await attestationOf(prisma, appId),
    supersedes: await standingOf(prisma, memberId, appId),
    terms: termsOf(plan, choices),
    purpose,
    language,
    materials,
    template,
  };
}

async function attestationOf(prisma: Readable, appId: string): Promise<number> {
  const { _max } = await prisma.appAttestation.aggregate({
    where: { appId },
    _max: { version: true },
  });
  return _max.version ?? 0;
}

async function standingOf(
  prisma: Readable,
  memberId: string,
  appId: string,
): Promise<string | undefined> {
  const found = await prisma.grant.findFirst({
    where: { memberId, appId, state: 'ACTIVE' },
    select: { id: true },
  });
  return found?.id;
}

/** The document as it would read, signed by this name at this time. */
export const documentOf = (
  { template, memberId, plan, app, terms, purpose }: DraftConsent,
  signature: string,
  signedAt: Date,
) =>
  signedDocument(template, {
    memberId,
    plan,
    app,
    terms,
    purpose,
    signature,
    signedAt,
    endsAt: endOf(terms, signedAt),
  });

const minute = 60 * 1000;
const day = 24 * 60 * minute;

/** When a consent ends that is signed then: to the minute, as the document says. */
export const endOf = ({ termDays }: GrantTerms, signedAt: Date): Date => {
  const end = signedAt.getTime() + termDays * day;
  return new Date(end - (end % minute));
};

/**
 * Tells two drafts apart: whoever signs says which one they saw, so that nothing that changed meanwhile
 * — the texts, the plan's policy, the app and what it says of itself, the consent that stands — is signed unseen.
 */
export function fingerprintOf(draft: DraftConsent): string {
  const { plan, app, attestation, supersedes, terms, purpose, language, materials } = draft;
  const seen = {
    plan: [plan.id, plan.name, plan.supportPhone, plan.privacyEmail],
    app: [app.id, app.name, app.kind, attestation],
    supersedes,
    terms,
    purpose,
    language,
    materials: materials.map(({ id }) => id),
  };
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}
