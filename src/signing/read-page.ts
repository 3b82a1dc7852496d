import type { Text } from '../materials/texts.ts';
import { languageNote } from '../materials/texts-to-open.ts';
import { markdownText, withoutTitle } from '../pages/markdown.ts';
import { h } from '../pages/markup.ts';
import { actions, alert, button, stepForm } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';

/** Where a member reads one of the texts that come before signing. */
export function readPage(
  language: Language,
  text: Text,
  place: { readonly number: number; readonly of: number },
): Page {
  const words = wordsOf(language);
  const note = languageNote(language, text);
  return {
    language,
    title: text.title,
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('p', { key: 'place', className: 'cg-step' }, words.read.progress(place.number, place.of)),
      h('h1', { key: 'title', lang: text.language }, text.title),
      note !== undefined && h('div', { key: 'note' }, alert('warn', note)),
      h('div', { key: 'text', lang: text.language }, markdownText(withoutTitle(text.body))),
      h(
        'div',
        { key: 'form' },
        stepForm(
          h('input', { type: 'hidden', name: 'material', value: text.id }),
          actions(
            button('read', words.read.done, 'solid'),
            button('back', words.back, 'plain'),
            button('cancel', words.cancel, 'ghost'),
          ),
        ),
      ),
    ],
  };
}
