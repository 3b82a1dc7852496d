import { z } from 'zod';
import { grantStates } from '../grants/grant-state.ts';
import { h } from '../pages/markup.ts';
import { table } from '../pages/parts.ts';
import { dateText } from '../pages/words/dates.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { sitePage } from './frame.ts';
import { moment, moreLink, pageOf } from './lists.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

/** A member's consents, as a list of them is answered. */
export const consentList = z.object({
  grants: pageOf(
    z.object({
      grantId: z.guid(),
      state: z.enum(grantStates),
      signedAt: moment,
      endsAt: moment,
      endedAt: moment.nullable(),
      app: z.object({ name: z.string() }),
    }),
  ),
});

/** All that a member has signed, the newest first. */
export async function showConsents({ ask }: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, url } = visit;
  const after = url.searchParams.get('after');
  const { grants } = await ask(visit.session, 'AccountConsents', { first: 20, after }, consentList);
  const words = siteWordsOf(language).consents;
  const rows = grants.nodes.map(({ grantId, app, state, signedAt, endsAt, endedAt }) => [
    h('a', { href: `/account/consents/${grantId}` }, app.name),
    words.states[state],
    dateText(language, signedAt),
    dateText(language, endedAt ?? endsAt),
  ]);
  show(
    visit,
    sitePage(
      visit,
      'consents',
      words.title,
      h('p', { key: 'lead' }, rows.length === 0 ? words.none : words.lead),
      rows.length > 0 &&
        h('div', { key: 'list' }, table([words.app, words.state, words.signed, words.ends], rows)),
      moreLink(words.more, grants.pageInfo),
      h('p', { key: 'find' }, h('a', { href: '/apps/' }, words.find)),
    ),
  );
}
