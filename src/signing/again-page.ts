import type { AttestationChanges } from '../apps/attestation-changes.ts';
import { changedAnswers } from '../apps/changed-answers.ts';
import { h } from '../pages/markup.ts';
import { actions, button, stepForm } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { dateText } from '../pages/words/dates.ts';
import type { Language } from '../pages/words/words.ts';

/**
 * Where a member goes on with a consent that stands, or signs a new one.
 *
 * @param changes what the app says otherwise than at the signing
 */
export function againPage(
  language: Language,
  app: string,
  endsAt: Date,
  changes: AttestationChanges | undefined,
): Page {
  const words = wordsOf(language);
  const { again } = words;
  return {
    language,
    title: again.title(app),
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, again.title(app)),
      h('p', { key: 'lead' }, again.lead(app, dateText(language, endsAt))),
      h('div', { key: 'changes' }, changedAnswers(language, app, changes)),
      h(
        'div',
        { key: 'form' },
        stepForm(
          actions(
            button('go-on', again.goOn, 'solid'),
            button('anew', again.signAnew, 'plain'),
            button('cancel', words.cancel, 'ghost'),
          ),
        ),
      ),
    ],
  };
}
