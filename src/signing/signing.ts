import { changesSince } from '../apps/changes-since.ts';
import { findConsent } from '../grants/find-consent.ts';
import { keepReading } from '../materials/readings.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { againPage } from './again-page.ts';
import { draftOf, hasChosen, readingsOf, refusedChoices, sharePageOf } from './drafting.ts';
import { agreed, next, type Outcome, page, type Signer, type SigningParts } from './outcome.ts';
import { choicesOf } from './progress.ts';
import { readPage } from './read-page.ts';
import { signPage } from './sign-page.ts';
import { sign } from './sign-step.ts';
import { withQuestions } from './with-questions.ts';

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
