import type { KoaContextWithOIDC } from 'oidc-provider';
import { type Content, h } from '../pages/markup.ts';
import { actions, button } from '../pages/parts.ts';
import { headersOf, htmlOf } from '../pages/render.ts';
import { preferredLanguage, wordsOf } from '../pages/words/choose.ts';
import type { Words } from '../pages/words/words.ts';
import { routes } from './paths.ts';

/** The pages of OpenID Connect RP-Initiated Logout: a member is asked, whoever sent them. */
export const signOutPages = {
  enabled: true,
  logoutSource: (context: KoaContextWithOIDC): void => {
    const secret = context.oidc.session?.state?.['secret'];
    show(context, ({ error }) => [
      h('h1', { key: 'title' }, error.signOut),
      h('p', { key: 'lead' }, error.signOutLead),
      h('form', { key: 'form', method: 'post', action: `${routes.end_session}/confirm` }, [
        h('input', { key: 'xsrf', type: 'hidden', name: 'xsrf', value: `${secret}` }),
        h('input', { key: 'logout', type: 'hidden', name: 'logout', value: 'yes' }),
        h('div', { key: 'actions' }, actions(button('sign-out', error.signOut, 'solid'))),
      ]),
    ]);
  },
  postLogoutSuccessSource: (context: KoaContextWithOIDC): void =>
    show(context, ({ error }) => h('h1', null, error.signedOut)),
};

function show(context: KoaContextWithOIDC, contentOf: (words: Words) => Content): void {
  const language = preferredLanguage(context.get('accept-language')) ?? 'en';
  const words = wordsOf(language);
  const page = { language, title: words.error.signOut, content: contentOf(words) };
  // The session's cookie is set after this: nothing may be sent yet.
  context.set({ ...headersOf(page) });
  context.body = htmlOf(page);
}
