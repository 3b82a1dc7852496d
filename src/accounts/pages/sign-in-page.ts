import { h } from '../../pages/markup.ts';
import { actions, alert, button, field, form } from '../../pages/parts.ts';
import type { Page } from '../../pages/render.ts';
import { wordsOf } from '../../pages/words/choose.ts';
import type { Language } from '../../pages/words/words.ts';
import { accountLinks } from './account-links.ts';

/** Why the last try did not do, beside what was filled in. */
export type SignInFailure = { readonly userName: string; readonly text: string };

export type SignInPageParts = {
  /** What the member signs in for. */
  readonly lead: string;
  readonly otherLanguageUrl: string;
  /** The app's request that waits: to come back to after registering, or to be refused. */
  readonly waiting?: string;
  readonly notice?: string | undefined;
  readonly failure?: SignInFailure | undefined;
};

/** Where a member signs in, for an app or for their own pages. */
export function signInPage(
  language: Language,
  { lead, otherLanguageUrl, waiting, notice, failure }: SignInPageParts,
): Page {
  const words = wordsOf(language);
  const { signIn } = words;
  return {
    language,
    title: signIn.title,
    otherLanguageUrl,
    content: [
      h('h1', { key: 'title' }, signIn.title),
      notice && h('div', { key: 'notice' }, alert('success', notice)),
      failure && h('div', { key: 'failure' }, alert('error', failure.text)),
      h('p', { key: 'lead' }, lead),
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
            waiting !== undefined && button('cancel', words.cancel, 'plain'),
          ),
        ),
      ),
      h('div', { key: 'links' }, accountLinks(language, waiting)),
    ],
  };
}
