import { markdownText, withoutTitle } from '../pages/markdown.ts';
import { type Content, h } from '../pages/markup.ts';
import { textsWordsOf } from '../pages/words/texts.ts';
import type { Language } from '../pages/words/words.ts';
import type { Text } from './texts.ts';

/** Texts that may be read whenever somebody likes: each opens in its place, so that nothing on the page is lost. */
export const textsToOpen = (language: Language, texts: readonly Text[]): Content =>
  texts.map((text) => {
    const note = languageNote(language, text);
    return h(
      'details',
      { key: text.id, className: 'cg-more' },
      h('summary', { lang: text.language }, text.title),
      note !== undefined && h('p', { className: 'ds-c-hint' }, note),
      h('div', { lang: text.language }, markdownText(withoutTitle(text.body))),
    );
  });

/** Why a text is in another language than the page. */
export function languageNote(language: Language, text: Text): string | undefined {
  if (text.language === language) return undefined;
  const { awaitsReview, onlyIn, languageName } = textsWordsOf(language);
  const name = languageName(text.language);
  return text.awaitsReview ? awaitsReview(name) : onlyIn(name);
}
