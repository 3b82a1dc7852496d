import { type DraftConsent, documentOf, fingerprintOf } from '../grants/draft-consent.ts';
import { markdownText } from '../pages/markdown.ts';
import { h } from '../pages/markup.ts';
import { actions, alert, button, choice, field, form } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { textsWordsOf } from '../pages/words/texts.ts';
import type { Language } from '../pages/words/words.ts';

/** Where a member reads what they sign, and signs. */
export function signPage(
  language: Language,
  draft: DraftConsent,
  failure?: { readonly signature: string; readonly text: string },
): Page {
  const words = wordsOf(language);
  const { sign } = words;
  // Signed by nobody yet: a line where the name will stand.
  const { text } = documentOf(draft, '________', new Date());
  return {
    language,
    title: sign.title,
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, sign.title),
      failure && h('div', { key: 'failure' }, alert('error', failure.text)),
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
        form(
          h('input', { type: 'hidden', name: 'seen', value: fingerprintOf(draft) }),
          choice('agree', 'yes', sign.agree, false),
          field({
            name: 'signature',
            label: sign.signature,
            hint: sign.signatureHint,
            value: failure?.signature,
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

function signedInNote(language: Language, signed: string): string {
  const { signedIn, languageName } = textsWordsOf(language);
  return signedIn(languageName(signed));
}
