import { h } from '../pages/markup.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { Language } from '../pages/words/words.ts';

/** @param signIn where a member signs in at their plan, should they want to */
export function signedOutPage(language: Language, signIn: string): Page {
  const words = siteWordsOf(language);
  return {
    language,
    title: words.signedOut,
    content: [
      h('h1', { key: 'title' }, words.signedOut),
      h('p', { key: 'sign-in' }, h('a', { href: signIn }, wordsOf(language).signIn.title)),
    ],
  };
}
