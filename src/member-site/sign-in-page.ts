import { accountLinks } from '../accounts/pages/account-links.ts';
import { h } from '../pages/markup.ts';
import { actions, alert, button, field, form } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { wordsOf } from '../pages/words/choose.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { Language } from '../pages/words/words.ts';

type Told = {
  readonly userName?: string;
  readonly failure?: string;
  readonly notice?: string | undefined;
};

/** @param to where it goes on, a path of ours */
export function siteSignInPage(
  language: Language,
  to: string,
  { userName, failure, notice }: Told,
): Page {
  const words = wordsOf(language);
  const { signIn } = words;
  const query = new URLSearchParams({ to, language: words.otherLanguage.language });
  return {
    language,
    title: signIn.title,
    otherLanguageUrl: `?${query}`,
    content: [
      h('h1', { key: 'title' }, signIn.title),
      notice && h('div', { key: 'notice' }, alert('success', notice)),
      h('p', { key: 'lead' }, siteWordsOf(language).signInLead),
      failure && h('div', { key: 'failure' }, alert('error', failure)),
      h(
        'div',
        { key: 'form' },
        form(
          field({
            name: 'userName',
            label: signIn.userName,
            value: userName,
            autoComplete: 'username',
          }),
          field({
            name: 'password',
            label: signIn.password,
            type: 'password',
            autoComplete: 'current-password',
          }),
          actions(button('sign-in', signIn.submit, 'solid')),
        ),
      ),
      h('div', { key: 'links' }, accountLinks(language)),
    ],
  };
}

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
