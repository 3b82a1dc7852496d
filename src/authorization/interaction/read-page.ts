import type { Material } from '../../db/generated/prisma/client.ts';
import { markdownText } from '../../pages/markdown.ts';
import { h } from '../../pages/markup.ts';
import { actions, button, form } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import type { Language } from '../../pages/words/words.ts';

/** Where a member reads one of the texts that come before signing. */
export function readPage(
  language: Language,
  material: Material,
  place: { readonly number: number; readonly of: number },
): Page {
  const words = wordsOf(language);
  return {
    language,
    title: material.title,
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('p', { key: 'place', className: 'cg-step' }, words.read.progress(place.number, place.of)),
      h('h1', { key: 'title' }, material.title),
      h('div', { key: 'text' }, markdownText(withoutTitle(material.body))),
      h(
        'div',
        { key: 'form' },
        form(
          h('input', { type: 'hidden', name: 'material', value: material.id }),
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

/** A text that begins with its title as a heading has it said above already. */
const withoutTitle = (body: string) => body.replace(/^# .*\n+/, '');
