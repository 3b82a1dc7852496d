import type { Plan } from '../db/generated/prisma/client.ts';
import { h } from '../pages/markup.ts';
import { actions, alert, button, reachable, stepForm } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';

/** Where a member learns that their plan does not let them share, and whom to ask. */
export function notOfferedPage(
  language: Language,
  app: string,
  plan: Plan,
  why: 'notOffered' | 'coverageOver',
): Page {
  const words = wordsOf(language);
  const { share } = words;
  return {
    language,
    title: share.title(app),
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, share.title(app)),
      h('div', { key: 'why' }, alert('warn', share[why](plan.name))),
      h('p', { key: 'help' }, reachable(words.help(plan.supportPhone), plan.supportPhone)),
      h('div', { key: 'form' }, stepForm(actions(button('cancel', words.cancel, 'plain')))),
    ],
  };
}
