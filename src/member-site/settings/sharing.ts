import { type Content, h } from '../../pages/markup.ts';
import { settingsWordsOf } from '../../pages/words/account-settings.ts';
import { dateText } from '../../pages/words/dates.ts';
import { consentList } from '../consents.ts';
import type { SiteParts } from '../parts.ts';
import type { MemberVisit } from '../visit.ts';

/** What a member shares now, each with the way to stop it. Of very many, the newest; all are in the list. */
export async function sharingPart({ ask }: SiteParts, visit: MemberVisit): Promise<Content> {
  const { language, session } = visit;
  const words = settingsWordsOf(language).sharing;
  const { grants } = await ask(session, 'AccountConsents', { first: 100 }, consentList);
  const standing = grants.nodes.filter(({ state }) => state === 'ACTIVE' || state === 'SUSPENDED');
  return [
    h('h2', { key: 'title' }, words.title),
    h('p', { key: 'lead' }, standing.length === 0 ? words.none : words.lead),
    standing.length > 0 &&
      h(
        'ul',
        { key: 'list', className: 'cg-apps' },
        standing.map(({ grantId, app, state, endsAt }) =>
          h(
            'li',
            { key: grantId },
            h('p', null, h('a', { href: `/account/consents/${grantId}` }, app.name)),
            h(
              'p',
              null,
              state === 'SUSPENDED' ? words.suspended : words.until(dateText(language, endsAt)),
            ),
            h(
              'p',
              null,
              h('a', { href: `/account/consents/${grantId}/stop` }, words.stop(app.name)),
            ),
          ),
        ),
      ),
    h(
      'ul',
      { key: 'more', className: 'cg-links' },
      h('li', null, h('a', { href: '/account/consents' }, words.all)),
      h('li', null, h('a', { href: '/account/history' }, words.history)),
    ),
  ];
}
