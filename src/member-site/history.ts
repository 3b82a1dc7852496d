import { decodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import { appsOfMember } from '../apps/visible-apps.ts';
import { categories } from '../consent/vocabulary.ts';
import { asSentence, plainWords } from '../grants/plain-words.ts';
import { uuidOrNone } from '../graphql/kit/ids.ts';
import { h } from '../pages/markup.ts';
import { table } from '../pages/parts.ts';
import { momentText } from '../pages/words/dates.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { failurePage } from './failure-page.ts';
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
export async function showHistory(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, url } = visit;
  const after = url.searchParams.get('after');
  const appId = url.searchParams.get('app');
  const variables = { first: 20, after, filter: appId === null ? null : { appId } };
  const { disclosures: found } = await parts.ask(
    visit.session,
    'AccountHistory',
    variables,
    disclosures,
  );
  const app = appId === null ? undefined : await appOf(parts, visit, appId);
  if (app === null) return show(visit, failurePage(visit, 'notFound', true), 404);
  const words = siteWordsOf(language).history;
  const names = plainWords(language).categories;
  const rows = found.nodes.map(({ at, app: recipient, categories: kinds }) => [
    h('span', { className: 'cg-unbroken' }, momentText(language, at)),
    h('span', { className: 'cg-recipient' }, recipient?.name ?? '–'),
    kinds.length === 0 ? words.nothing : asSentence(kinds.map((one) => names[one]).join(', ')),
  ]);
  const none = app === undefined ? words.none : words.ofApp.none(app.name);
  show(
    visit,
    sitePage(
      visit,
      'history',
      app === undefined ? words.title : words.ofApp.title(app.name),
      h('p', { key: 'lead' }, rows.length === 0 ? none : words.lead),
      rows.length > 0 &&
        h('div', { key: 'list' }, table([words.when, words.who, words.what], rows)),
      moreLink(words.more, found.pageInfo, appId === null ? {} : { app: appId }),
      app && h('p', { key: 'all' }, h('a', { href: '/account/history' }, words.ofApp.all)),
    ),
  );
}

/** An app that the list is narrowed to, by its global id; null where the member may know of none such. */
const appOf = ({ database }: SiteParts, { session: { memberId } }: MemberVisit, appId: string) =>
  database.prisma.app.findFirst({
    where: {
      id: uuidOrNone(decodeGlobalID(appId).id),
      AND: appsOfMember(memberId),
    },
    select: { name: true },
  });
