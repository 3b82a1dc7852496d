import { h } from '../pages/markup.ts';
import { actions, button, linkButton, stepForm } from '../pages/parts.ts';
import type { Page } from '../pages/render.ts';
import { channelWordsOf } from '../pages/words/channels.ts';
import { wordsOf } from '../pages/words/choose.ts';
import type { Language } from '../pages/words/words.ts';

/** Where a plan's consents begin: in the app, or in the member's account. */
export type Channel = 'APP_FIRST' | 'PORTAL_FIRST';

type Parties = {
  readonly plan: { readonly name: string };
  readonly app: { readonly id: string; readonly name: string };
};

/** Where a plan has its consents begin the other way: in the app, or in the member's account. */
export function elsewherePage(language: Language, channel: Channel, { plan, app }: Parties): Page {
  const words = wordsOf(language);
  const told = channelWordsOf(language);
  const asksApp = channel === 'APP_FIRST';
  const title = asksApp ? told.titles.inAccount : told.titles.inApp;
  return {
    language,
    title,
    otherLanguageUrl: `?language=${words.otherLanguage.language}`,
    content: [
      h('h1', { key: 'title' }, title),
      h('p', { key: 'why' }, (asksApp ? told.inAccount : told.inApp)(plan.name, app.name)),
      h(
        'div',
        { key: 'form' },
        stepForm(
          actions(
            asksApp && linkButton(`/account/share/${app.id}`, told.toAccount, 'solid'),
            asksApp
              ? button('cancel', words.cancel, 'ghost')
              : linkButton('/account/consents', told.toConsents),
          ),
        ),
      ),
    ],
  };
}
