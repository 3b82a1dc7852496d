import { type DraftConsent, documentOf, fingerprintOf } from '../grants/draft-consent.ts';
import { markdownText } from '../pages/markdown.ts';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, button, choice, errorSummary, field, stepForm } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { registrationWordsOf } from '../pages/words/registration-words.ts';
import { textsWordsOf } from '../pages/words/texts.ts';
import type { Language } from '../pages/words/words.ts';

/** What was typed, and what is in the way of it: at fields, or with the page as it was seen. */
export type SignFailure = {
  readonly signature: string;
  readonly agreed: boolean;
} & (
  | { readonly text: string }
  | { readonly errors: readonly { readonly field: SignField; readonly text: string }[] }
);

/** The fields, by the ids that they have on the page. */
type SignField = 'agree-yes' | 'signature';

/** Where a member reads what they sign, and signs. */
export function signPage(language: Language, draft: DraftConsent, failure?: SignFailure): Page {
  const words = wordsOf(language);
  const { sign } = words;
  const errors = failure !== undefined && 'errors' in failure ? failure.errors : [];
  const errorOf = (field: SignField) => errors.find((one) => one.field === field)?.text;
  // Signed by nobody yet: a line where the name will stand.
  const { text } = documentOf(draft, '________', new Date());
  return {
    language,
    title: sign.title,
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, sign.title),
      failure && h('div', { key: 'failure' }, failureBox(language, failure)),
      h('p', { key: 'lead' }, sign.lead),
      draft.language !== language &&
        h('div', { key: 'note' }, alert('warn', signedInNote(language, draft.language))),
      h(
        'section',
        { key: 'text', 'aria-label': sign.document },
        h('div', { lang: draft.language }, markdownText(text)),
      ),
      h(
        'div',
        { key: 'form' },
        stepForm(
          h('input', { type: 'hidden', name: 'seen', value: fingerprintOf(draft) }),
          // Whoever sends this name once more keeps it.
          failure && h('input', { type: 'hidden', name: 'typed', value: failure.signature }),
          choice('agree', 'yes', sign.agree, failure?.agreed ?? false, {
            error: errorOf('agree-yes'),
          }),
          field({
            name: 'signature',
            label: sign.signature,
            hint: sign.signatureHint,
            value: failure?.signature,
            error: errorOf('signature'),
            autoComplete: 'name',
          }),
          actions(
            button('sign', sign.submit, 'solid'),
            button('back', words.back, 'plain'),
            button('cancel', words.cancel, 'ghost'),
          ),
        ),
      ),
    ],
  };
}

const failureBox = (language: Language, failure: SignFailure): Content =>
  'errors' in failure
    ? errorSummary(registrationWordsOf(language).errors(failure.errors.length), failure.errors)
    : alert('error', failure.text);

function signedInNote(language: Language, signed: string): string {
  const { signedIn, languageName } = textsWordsOf(language);
  return signedIn(languageName(signed));
}
