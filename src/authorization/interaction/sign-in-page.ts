import { accountLinks } from '../../accounts/pages/account-links.ts';
import { h } from '../../pages/markup.ts';
import { actions, alert, button, field, form } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import type { Language } from '../../pages/words/words.ts';

/**
 * Where a member signs in, with why the last try did not do.
 *
 * @param returnTo where it is, to come back to after registering
 */
export function signInPage(
  language: Language,
  app: string,
  returnTo: string,
  failure?: { readonly userName: string; readonly text: string },
): Page {
  const words = wordsOf(language);
  const { signIn } = words;
  return {
    language,
    title: signIn.title,
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, signIn.title),
      h('p', { key: 'lead' }, signIn.lead(app)),
      failure && h('div', { key: 'failure' }, alert('error', failure.text)),
      h(
        'div',
        { key: 'form' },
        form(
          field({
            name: 'userName',
            label: signIn.userName,
            value: failure?.userName,
            autoComplete: 'username',
          }),
          field({
            name: 'password',
            label: signIn.password,
            type: 'password',
            autoComplete: 'current-password',
          }),
          actions(
            button('sign-in', signIn.submit, 'solid'),
            button('cancel', words.cancel, 'plain'),
          ),
        ),
      ),
      h('div', { key: 'links' }, accountLinks(language, returnTo)),
    ],
  };
}
