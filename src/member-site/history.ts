import { z } from 'zod';
import { categories } from '../consent/vocabulary.ts';
import { asSentence, plainWords } from '../grants/plain-words.ts';
import { h } from '../pages/markup.ts';
import { table } from '../pages/parts.ts';
import { momentText } from '../pages/words/dates.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { sitePage } from './frame.ts';
import { moment, moreLink, pageOf } from './lists.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

const disclosures = z.object({
  disclosures: pageOf(
    z.object({
      at: moment,
      categories: z.array(z.enum(categories)),
      app: z.object({ name: z.string() }).nullable(),
    }),
  ),
});

/** Who got data of the member, and of which kinds; to one app where it is asked for. */
export async function showHistory({ ask }: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, url } = visit;
  const after = url.searchParams.get('after');
  const appId = url.searchParams.get('app');
  const variables = { first: 20, after, filter: appId === null ? null : { appId } };
  const { disclosures: found } = await ask(visit.session, 'AccountHistory', variables, disclosures);
  const words = siteWordsOf(language).history;
  const names = plainWords(language).categories;
  const rows = found.nodes.map(({ at, app, categories: kinds }) => [
    momentText(language, at),
    app?.name ?? '–',
    kinds.length === 0 ? words.nothing : asSentence(kinds.map((one) => names[one]).join(', ')),
  ]);
  show(
    visit,
    sitePage(
      visit,
      'history',
      words.title,
      h('p', { key: 'lead' }, rows.length === 0 ? words.none : words.lead),
      rows.length > 0 &&
        h('div', { key: 'list' }, table([words.when, words.who, words.what], rows)),
      moreLink(words.more, found.pageInfo, appId === null ? {} : { app: appId }),
    ),
  );
}
