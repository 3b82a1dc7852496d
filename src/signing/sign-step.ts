import { type DraftConsent, fingerprintOf } from '../grants/draft-consent.ts';
import { findConsent } from '../grants/find-consent.ts';
import { signGrant } from '../grants/sign-grant.ts';
import { InvalidInput, PolicyRefusal, StateConflict } from '../graphql/kit/user-errors.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { draftOf, hasChosen, readingsOf, requestOf } from './drafting.ts';
import {
  agreed as agreedTo,
  next,
  type Outcome,
  page,
  type Signer,
  type SigningParts,
} from './outcome.ts';
import { type SignFailure, signPage } from './sign-page.ts';
import { withQuestions } from './with-questions.ts';

type Fault = Extract<SignFailure, { errors: unknown }>['errors'][number];

/** Signs what was chosen and read, as it was seen; or says what is in the way. */
export async function sign(
  parts: SigningParts,
  signer: Signer,
  form: URLSearchParams,
): Promise<Outcome> {
  const { memberId, app, progress } = signer;
  const drafted = await draftOf(parts, signer);
  if (!('draft' in drafted)) return drafted;
  const { draft } = drafted;
  const { unread, all } = await readingsOf(parts, signer, draft);
  if (!hasChosen(progress, draft) || unread.length > 0) return next;
  const words = wordsOf(progress.language).sign;
  const signature = form.get('signature') ?? '';
  const again = (failure: SignFailure, current = draft) =>
    page(withQuestions(signPage(progress.language, current, failure), current), 422);
  const errors = await faultsOf(parts, signer, form);
  // Only to what was seen.
  const isSeen = form.get('seen') === fingerprintOf(draft);
  const agreed = form.get('agree') === 'yes' && isSeen;
  if (errors.length > 0) {
    return again({ signature, agreed, ...(isSeen ? { errors } : { text: words.changed }) });
  }
  try {
    const grant = await signGrant(
      parts.database,
      { memberId, appId: app.id, purpose: draft.purpose },
      {
        ...requestOf(signer, draft.language),
        signature,
        readMaterialIds: [...all.map(({ id }) => id), draft.template.id],
      },
      form.get('seen') ?? '',
    );
    return agreedTo(grant.id);
  } catch (cause) {
    if (cause instanceof InvalidInput && cause.path === 'input.signature') {
      const error = { field: 'signature', text: words.nameUnfit } as const;
      return again({ signature, agreed, errors: [error] });
    }
    if (isOfTheMoment(cause)) {
      const twin = await signedByTwin(parts, signer, draft, form.get('seen') ?? '');
      if (twin !== undefined) return agreedTo(twin);
      const current = await draftOf(parts, signer);
      // To agree to what is seen for the first time is for the member to do again.
      return 'draft' in current
        ? again({ signature, agreed: false, text: words.changed }, current.draft)
        : current;
    }
    throw cause;
  }
}

/** What the texts, the plan or the app have become between what was seen and what would be signed. */
const isOfTheMoment = (cause: unknown): boolean =>
  cause instanceof InvalidInput || cause instanceof StateConflict || cause instanceof PolicyRefusal;

/**
 * All that is wrong with the form at once. A name that is not the one on record is a signature all the same (45 CFR
 * 164.508(c)(1)(vi) wants the member's own, and its date, and no match): it is asked back once, and taken when it is
 * sent again.
 */
async function faultsOf(
  { door }: SigningParts,
  { memberId, progress }: Signer,
  form: URLSearchParams,
) {
  const words = wordsOf(progress.language).sign;
  const signature = form.get('signature')?.trim() ?? '';
  const faults: Fault[] = [];
  if (form.get('agree') !== 'yes') faults.push({ field: 'agree-yes', text: words.notAgreed });
  if (signature === '') faults.push({ field: 'signature', text: words.nameMissing });
  else if (form.get('typed')?.trim() !== signature && !(await door.isNameOf(memberId, signature))) {
    faults.push({ field: 'signature', text: words.otherName });
  }
  return faults;
}

/** The consent that the same form has signed a moment before: whoever presses twice has signed once. */
async function signedByTwin(
  { database }: SigningParts,
  { memberId, app }: Signer,
  draft: DraftConsent,
  seen: string,
): Promise<string | undefined> {
  const standing = await findConsent(database, memberId, app.id);
  if (standing === null) return undefined;
  const before = await database.prisma.grant.findFirst({
    where: { supersededBy: standing.id },
    select: { id: true },
  });
  return fingerprintOf({ ...draft, supersedes: before?.id }) === seen ? standing.id : undefined;
}
