import type { DraftConsent } from '../grants/draft-consent.ts';
import { textsToOpen } from '../materials/texts-to-open.ts';
import { h } from '../pages/markup.ts';
import type { Page } from '../pages/render.ts';

/** A step of signing, with the plan's questions and answers at its foot: to look something up ends no step. */
export function withQuestions(page: Page, { materials }: Pick<DraftConsent, 'materials'>): Page {
  const answers = materials.filter(({ kind }) => kind === 'FAQ');
  if (answers.length === 0) return page;
  return {
    ...page,
    content: [
      h('div', { key: 'step' }, page.content),
      h(
        'div',
        { key: 'questions', className: 'cg-questions-foot' },
        textsToOpen(page.language, answers),
      ),
    ],
  };
}
