import { changesSince } from '../apps/changes-since.ts';
import { labelOf } from '../apps/label.ts';
import { type CountingDoor, previewOf } from '../consent/preview.ts';
import { categories } from '../consent/vocabulary.ts';
import type { Database } from '../db/database.ts';
import {
  type DraftConsent,
  draftInOfferedLanguage,
  fingerprintOf,
} from '../grants/draft-consent.ts';
import { findConsent } from '../grants/find-consent.ts';
import { signGrant } from '../grants/sign-grant.ts';
import { InvalidInput, PolicyRefusal, StateConflict } from '../graphql/kit/user-errors.ts';
import { toBeRead } from '../materials/kinds.ts';
import { findReadings, keepReading } from '../materials/readings.ts';
import type { Text } from '../materials/texts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { recordKinds } from '../records/kinds/all.ts';
import { againPage } from './again-page.ts';
import { type Channel, elsewherePage } from './elsewhere-page.ts';
import { notOfferedPage } from './not-offered-page.ts';
import { type Choices, choicesOf, type Progress } from './progress.ts';
import { readPage } from './read-page.ts';
import { type Refused, sharePage } from './share-page.ts';
import { signPage } from './sign-page.ts';
import { withQuestions } from './with-questions.ts';

export type SigningParts = {
  readonly database: Database;
  readonly door: CountingDoor;
};

/** A member on the way to a consent for an app: because the app asks, or because the member wants it. */
export type Signer = {
  readonly channel: Channel;
  readonly memberId: string;
  readonly app: { readonly id: string; readonly name: string };
  readonly progress: Progress;
  readonly keep: (progress: Progress) => Promise<void>;
};

/** What becomes of a step: a page to show, the next step, or the end of it with a consent that stands. */
export type Outcome =
  | { readonly kind: 'PAGE'; readonly status: number; readonly page: Page }
  /** `at` names the part of the page to go to. */
  | { readonly kind: 'NEXT'; readonly at?: 'what' }
  | { readonly kind: 'AGREED'; readonly grantId: string };

const page = (shown: Page, status = 200): Outcome => ({ kind: 'PAGE', status, page: shown });
const next: Outcome = { kind: 'NEXT' };
const agreed = (grantId: string): Outcome => ({ kind: 'AGREED', grantId });

/** The page of the step that a member has come to: choose, read each text, sign; in that order. */
export async function showStep(parts: SigningParts, signer: Signer): Promise<Outcome> {
  const { progress, app } = signer;
  const standing = await findConsent(parts.database, signer.memberId, signer.app.id);
  if (standing !== null && !progress.anew) {
    const changes = await changesSince(parts.database, app.id, standing.signedAt);
    return page(againPage(progress.language, app.name, standing.endsAt, changes));
  }
  const drafted = await draftOf(parts, signer);
  if (!('draft' in drafted)) return drafted;
  const { draft } = drafted;
  if (!hasChosen(progress, draft)) {
    return page(withQuestions(await sharePageOf(parts, signer, draft), draft));
  }
  const { unread, all } = await readingsOf(parts, signer, draft);
  const [first] = unread;
  if (first === undefined) return page(withQuestions(signPage(progress.language, draft), draft));
  const number = all.indexOf(first) + 1;
  const place = { number, of: all.length };
  return page(withQuestions(readPage(progress.language, first, place), draft));
}

/** Carries out what a form says. Whatever its order, nothing is signed that was not chosen and read. */
export async function stepOn(
  parts: SigningParts,
  signer: Signer,
  form: URLSearchParams,
): Promise<Outcome> {
  const { progress, memberId, keep } = signer;
  switch (form.get('do')) {
    case 'go-on': {
      const standing = await findConsent(parts.database, signer.memberId, signer.app.id);
      return standing === null || progress.anew ? next : agreed(standing.id);
    }
    case 'anew':
      await keep({ ...progress, anew: true });
      return next;
    case 'back':
      await keep({ ...progress, chosen: false });
      return next;
    case 'update':
    case 'share':
      return choose(parts, signer, form);
    case 'read': {
      const drafted = await draftOf(parts, signer);
      if (!('draft' in drafted)) return drafted;
      const { unread } = await readingsOf(parts, signer, drafted.draft);
      // Only the text that was shown: the next one that is unread.
      const [shown] = unread;
      if (
        hasChosen(progress, drafted.draft) &&
        shown !== undefined &&
        shown.id === form.get('material')
      ) {
        await keepReading(parts.database, memberId, shown.id);
      }
      return next;
    }
    case 'sign':
      return sign(parts, signer, form);
    default:
      return next;
  }
}

async function choose(
  parts: SigningParts,
  signer: Signer,
  form: URLSearchParams,
): Promise<Outcome> {
  const { progress, keep } = signer;
  const member = await parts.database.prisma.member.findUniqueOrThrow({
    where: { id: signer.memberId },
    select: { plan: { select: { granularity: true } } },
  });
  const given = member.plan.granularity === 'ALL_OR_NOTHING' ? {} : choicesOf(form);
  const { refused } = wordsOf(progress.language).share;
  const { choices: _before, ...kept } = progress;
  if (given === undefined) {
    return refusedChoices(parts, { ...signer, progress: kept }, { text: refused.other });
  }
  const chosen = {
    ...kept,
    choices: given,
    chosen: form.get('do') === 'share',
    attestation: Number.parseInt(form.get('attestation') ?? '', 10) || 0,
  };
  const drafted = await draftOf(parts, { ...signer, progress: chosen });
  if (!('draft' in drafted)) return drafted;
  await keep(chosen);
  return chosen.chosen ? next : { kind: 'NEXT', at: 'what' };
}

/** The same page again, with what was wrong; the plan's own choice stands in its place, and the others stay. */
async function refusedChoices(
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
  const shown = await sharePageOf(parts, signer, draft, { field, text });
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

async function sign(parts: SigningParts, signer: Signer, form: URLSearchParams): Promise<Outcome> {
  const { memberId, app, progress } = signer;
  const drafted = await draftOf(parts, signer);
  if (!('draft' in drafted)) return drafted;
  const { draft } = drafted;
  const { unread, all } = await readingsOf(parts, signer, draft);
  if (!hasChosen(progress, draft) || unread.length > 0) return next;
  const words = wordsOf(progress.language).sign;
  const signature = form.get('signature') ?? '';
  const again = (text: string, current = draft) =>
    page(withQuestions(signPage(progress.language, current, { signature, text }), current), 422);
  if (form.get('agree') !== 'yes' || signature.trim() === '') return again(words.mustAgree);
  try {
    const grant = await signGrant(
      parts.database,
      { memberId, appId: app.id, purpose: draft.purpose },
      {
        ...requestOf(progress, draft.language),
        signature,
        readMaterialIds: [...all.map(({ id }) => id), draft.template.id],
      },
      form.get('seen') ?? '',
    );
    return agreed(grant.id);
  } catch (cause) {
    if (cause instanceof InvalidInput) return again(words.mustAgree);
    if (cause instanceof StateConflict || cause instanceof PolicyRefusal) {
      const twin = await signedByTwin(parts, signer, draft, form.get('seen') ?? '');
      if (twin !== undefined) return agreed(twin);
      const current = await draftOf(parts, signer);
      return 'draft' in current ? again(words.changed, current.draft) : current;
    }
    throw cause;
  }
}

/** Whether the choices were made by what the app says now: a new answer may change them. */
const hasChosen = ({ chosen, attestation }: Progress, draft: DraftConsent): boolean =>
  chosen && attestation === draft.attestation;

/** The consent that the same form has signed a moment before: whoever presses twice has signed once. */
async function signedByTwin(
  { database }: SigningParts,
  { memberId, app }: Signer,
  draft: DraftConsent,
  seen: string,
): Promise<string | undefined> {
  const standing = await database.prisma.grant.findFirst({
    where: { memberId, appId: app.id, state: 'ACTIVE' },
    select: { id: true },
  });
  if (standing === null) return undefined;
  const before = await database.prisma.grant.findFirst({
    where: { supersededBy: standing.id },
    select: { id: true },
  });
  return fingerprintOf({ ...draft, supersedes: before?.id }) === seen ? standing.id : undefined;
}

/** What would be signed now; or the page that says why nothing can be. */
async function draftOf(
  parts: SigningParts,
  signer: Signer,
): Promise<{ readonly draft: DraftConsent } | Outcome> {
  const { memberId, app, progress } = signer;
  const { prisma } = parts.database;
  const parties = { memberId, appId: app.id, purpose: 'PATRQT' } as const;
  try {
    // The pages speak the member's language; the texts and the signature the plan's, where it lacks that one.
    const wanted = requestOf(progress, progress.language);
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
  const { plan } = await database.prisma.member.findUniqueOrThrow({
    where: { id: signer.memberId },
    select: { plan: true },
  });
  return page(notOfferedPage(signer.progress.language, signer.app.name, plan), 403);
}

/** Where a member has not chosen yet: every kind of data, and no private subject. */
const requestOf = ({ choices }: Progress, language: string) => ({
  categories: choices === undefined ? [...categories] : choices.categories,
  labels: choices?.labels,
  includeUndated: choices?.includeUndated,
  since: choices?.since,
  until: choices?.until,
  termDays: choices?.termDays,
  language,
});

async function readingsOf(
  { database }: SigningParts,
  { memberId }: Signer,
  { materials, terms }: DraftConsent,
): Promise<{ readonly all: readonly Text[]; readonly unread: readonly Text[] }> {
  const all = toBeRead(materials, terms.labels);
  const read = await findReadings(database, memberId, all);
  return { all, unread: all.filter(({ id }) => !read.has(id)) };
}

async function sharePageOf(
  { database, door }: SigningParts,
  { progress: { language }, channel }: Pick<Signer, 'progress' | 'channel'>,
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
  return sharePage(language, { draft, label, preview, channel, refused });
}
