import { changeEmail, emailLink } from '../../accounts/change-email.ts';
import { h } from '../../pages/markup.ts';
import { actions, alert, button, form, linkButton } from '../../pages/parts.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { failurePage } from '../failure-page.ts';
import { sitePage } from '../frame.ts';
import type { SiteParts } from '../parts.ts';
import { goTo, type MemberVisit, show } from '../visit.ts';
import { accountHere } from './account-here.ts';
import { doneAt, settingsPath } from './paths.ts';

/**
 * Where the link to a new address leads, for the member whose account it is: whoever got the mail by a slip of the
 * pen gets no account by it. Looking at it uses nothing up.
 */
export async function confirmEmail(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, url, request } = visit;
  const account = await accountHere(parts, visit);
  if (account === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  const token = url.searchParams.get('token') ?? '';
  if (request.method === 'POST') {
    const done = await changeEmail(parts, account, token);
    return done === 'CHANGED' ? goTo(visit, doneAt('email')) : showGone(visit);
  }
  const link = await emailLink(parts.database, account, token);
  if (link.kind !== 'OPEN') {
    return link.kind === 'USED' ? goTo(visit, doneAt('email')) : showGone(visit);
  }
  const words = settingsWordsOf(language);
  show(
    visit,
    sitePage(
      visit,
      'settings',
      words.confirm.title,
      h('p', { key: 'lead' }, words.confirm.lead(link.email, account.userName)),
      h('p', { key: 'not-you', className: 'ds-c-hint' }, words.confirm.notYou),
      h(
        'div',
        { key: 'form' },
        form(
          actions(
            button('confirm', words.confirm.submit, 'solid'),
            linkButton(settingsPath, words.keep),
          ),
        ),
      ),
    ),
  );
}

function showGone(visit: MemberVisit): void {
  const words = settingsWordsOf(visit.language);
  show(
    visit,
    sitePage(
      visit,
      'settings',
      words.confirm.goneTitle,
      h('div', { key: 'gone' }, alert('error', words.confirm.gone)),
      h('p', { key: 'back' }, h('a', { href: settingsPath }, words.back)),
    ),
    410,
  );
}
