import { type DraftConsent, fingerprintOf } from '../grants/draft-consent.ts';
import { findConsent } from '../grants/find-consent.ts';
import { signGrant } from '../grants/sign-grant.ts';
import { InvalidInput, PolicyRefusal, StateConflict } from '../graphql/kit/user-errors.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { draftOf, hasChosen, readingsOf, requestOf } from './drafting.ts';
import { agreed, next, type Outcome, page, type Signer, type SigningParts } from './outcome.ts';
import { signPage } from './sign-page.ts';
import { withQuestions } from './with-questions.ts';

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
