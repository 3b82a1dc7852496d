import { labelOf } from '../apps/label.ts';
import { previewOf } from '../consent/preview.ts';
import { categories } from '../consent/vocabulary.ts';
import { type DraftConsent, draftInOfferedLanguage } from '../grants/draft-consent.ts';
import type { GrantChoices } from '../grants/sharing-policy.ts';
import { InvalidInput, PolicyRefusal } from '../graphql/kit/user-errors.ts';
import { toBeRead } from '../materials/kinds.ts';
import { findReadings } from '../materials/readings.ts';
import type { Text } from '../materials/texts.ts';
import { isCoverageOver } from '../members/eligibility.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { recordKinds } from '../records/kinds/all.ts';
import { elsewherePage } from './elsewhere-page.ts';
import { notOfferedPage } from './not-offered-page.ts';
import { type Outcome, page, type Signer, type SigningParts } from './outcome.ts';
import type { Choices, Progress } from './progress.ts';
import { type Refused, sharePage } from './share-page.ts';
import { withQuestions } from './with-questions.ts';

/** What would be signed now; or the page that says why nothing can be. */
export async function draftOf(
  parts: SigningParts,
  signer: Signer,
): Promise<{ readonly draft: DraftConsent } | Outcome> {
  const { memberId, app, progress } = signer;
  const { prisma } = parts.database;
  const parties = { memberId, appId: app.id, purpose: 'PATRQT' } as const;
  try {
    // The pages speak the member's language; the texts and the signature the plan's, where it lacks that one.
    const wanted = requestOf(signer, progress.language);
    const draft = await draftInOfferedLanguage(prisma, parties, wanted);
    return draft.plan.channels.includes(signer.channel)
      ? { draft }
      : page(elsewherePage(progress.language, signer.channel, draft));
  } catch (cause) {
    if (!(cause instanceof PolicyRefusal || cause instanceof InvalidInput)) throw cause;
    const { refused } = wordsOf(progress.language).share;
    const path = cause.path?.replace('input.', '') ?? '';
    // Nothing that a member could mend.
    if (path === 'language') throw cause;
    if (progress.choices === undefined) return notOffered(parts, signer);
    const field = mendable.find((one) => one === path);
    if (field === undefined) return refusedChoices(parts, signer, { text: refused.other });
    return refusedChoices(parts, signer, { field, text: refused[field] });
  }
}

const mendable = ['categories', 'since', 'until', 'termDays'] as const;

async function notOffered({ database }: SigningParts, signer: Signer): Promise<Outcome> {
  const member = await database.prisma.member.findUniqueOrThrow({
    where: { id: signer.memberId },
    include: { plan: true },
  });
  const why = isCoverageOver(member) ? 'coverageOver' : 'notOffered';
  return page(notOfferedPage(signer.progress.language, signer.app.name, member.plan, why), 403);
}

/** Where a member has not chosen yet: the kinds of data that the app asks for, and no private subject. */
export const requestOf = (
  { progress: { choices }, asked }: Pick<Signer, 'progress' | 'asked'>,
  language: string,
): GrantChoices => ({
  categories: choices?.categories,
  suggestedCategories: choices === undefined ? (asked ?? categories) : undefined,
  labels: choices?.labels,
  includeUndated: choices?.includeUndated,
  since: choices?.since,
  until: choices?.until,
  termDays: choices?.termDays,
  language,
});

/** Whether the choices were made by what the app says now: a new answer may change them. */
export const hasChosen = ({ chosen, attestation }: Progress, draft: DraftConsent): boolean =>
  chosen && attestation === draft.attestation;

/** What is to be read before that is signed, and what of it the member has not read. */
export async function readingsOf(
  { database }: SigningParts,
  { memberId }: Signer,
  { materials, terms }: DraftConsent,
): Promise<{ readonly all: readonly Text[]; readonly unread: readonly Text[] }> {
  const all = toBeRead(materials, terms.labels);
  const read = await findReadings(database, memberId, all);
  return { all, unread: all.filter(({ id }) => !read.has(id)) };
}

/** The same page again, with what was wrong; the plan's own choice stands in its place, and the others stay. */
export async function refusedChoices(
  parts: SigningParts,
  signer: Signer,
  { field, text }: { readonly field?: NonNullable<Refused['field']>; readonly text: string },
): Promise<Outcome> {
  const { choices, ...progress } = signer.progress;
  const others = field !== undefined && choices !== undefined ? without(choices, field) : undefined;
  const again: Progress = {
    ...progress,
    chosen: false,
    ...(others === undefined ? {} : { choices: others }),
  };
  const drafted = await draftOf(parts, { ...signer, progress: again });
  if (!('draft' in drafted)) return drafted;
  const { draft } = drafted;
  const shown = await sharePageOf(parts, { ...signer, progress: again }, draft, { field, text });
  return page(withQuestions(shown, draft), 422);
}

/** Undefined where that was not chosen: nothing of it can be kept. */
function without(choices: Choices, field: NonNullable<Refused['field']>): Choices | undefined {
  const { [field]: refused, ...others } = choices;
  if (field === 'categories') {
    return refused === undefined ? undefined : { ...others, categories: [...categories] };
  }
  return refused === undefined ? undefined : others;
}

/** Where a member sees who asks and what would be shared, counted as it would be released now. */
export async function sharePageOf(
  { database, door }: SigningParts,
  { progress: { language, choices }, channel }: Pick<Signer, 'progress' | 'channel'>,
  draft: DraftConsent,
  refused?: Refused,
): Promise<Page> {
  const { app, plan, terms, purpose } = draft;
  const [label, preview] = await Promise.all([
    labelOf(database, app),
    previewOf(door, recordKinds, {
      kind: 'GRANT',
      grantId: '',
      version: 1,
      memberId: draft.memberId,
      planId: plan.id,
      appId: app.id,
      partnerId: app.partnerId,
      recipient: app.kind,
      ...terms,
      until: terms.until ?? null,
      purpose,
      floorDate: plan.floorDate.toISOString().slice(0, 10),
      signedOn: new Date().toISOString().slice(0, 10),
    }),
  ]);
  // An app has asked for what begins ticked; of their own accord, members choose what they share.
  const noneChosen = channel === 'PORTAL_FIRST' && choices === undefined;
  const ticked = noneChosen || refused?.field === 'categories' ? [] : terms.categories;
  return sharePage(language, { draft, label, preview, channel, ticked, refused });
}
