import { encodeGlobalID } from '@pothos/plugin-relay';
import { z } from 'zod';
import { categories, labels } from '../consent/vocabulary.ts';
import { grantStates } from '../grants/grant-state.ts';
import { plainWords } from '../grants/plain-words.ts';
import { markdownText } from '../pages/markdown.ts';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, facts, linkButton, table } from '../pages/parts.ts';
import { calendarDateText, dateText, momentText } from '../pages/words/dates.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { Language } from '../pages/words/words.ts';
import { failurePage } from './failure-page.ts';
import { sitePage } from './frame.ts';
import { moment, moreLink, pageOf } from './lists.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

const list = z.object({
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
const consent = z.object({
  id: z.string(),
  grantId: z.guid(),
  state: z.enum(grantStates),
  categories: z.array(z.enum(categories)),
  labels: z.array(z.enum(labels)),
  since: z.string(),
  until: z.string().nullable(),
  signedAt: moment,
  endsAt: moment,
  endedAt: moment.nullable(),
  endedBy: z
    .object({
      by: z.enum(['MEMBER', 'AGENT', 'SYSTEM', 'APP']),
      reason: z.string().nullable(),
    })
    .nullable(),
  document: z.string(),
  documentHash: z.string(),
  pdfHash: z.string().nullable(),
  app: z.object({
    id: z.string(),
    name: z.string(),
    privacyPolicyUrl: z.string().nullable(),
  }),
});
export type Consent = z.infer<typeof consent>;

/** All that a member has signed, the newest first. */
export async function showConsents({ ask }: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, url } = visit;
  const after = url.searchParams.get('after');
  const { grants } = await ask(visit.session, 'AccountConsents', { first: 20, after }, list);
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

/** One consent of the member; undefined where it is somebody else's, or none. */
export async function findConsentOf(
  { ask }: SiteParts,
  { session }: MemberVisit,
  grantId: string,
): Promise<Consent | undefined> {
  const found = z.object({ node: consent.nullable() });
  const id = encodeGlobalID('Grant', grantId);
  return (await ask(session, 'AccountConsent', { id }, found)).node ?? undefined;
}

/** One consent: how it stands, what it covers, and the document that was signed. */
export async function showConsent(
  parts: SiteParts,
  visit: MemberVisit,
  grantId: string,
): Promise<void> {
  const found = await findConsentOf(parts, visit, grantId);
  if (found === undefined) return show(visit, failurePage(visit.language, 'notFound'), 404);
  const { language, url } = visit;
  const words = siteWordsOf(language).consent;
  const { app } = found;
  const live = found.state === 'ACTIVE' || found.state === 'SUSPENDED';
  const history = new URLSearchParams({ app: app.id });
  show(
    visit,
    sitePage(
      visit,
      'consents',
      app.name,
      url.searchParams.has('signed') &&
        h('div', { key: 'signed' }, alert('success', words.signed(app.name))),
      url.searchParams.has('stopped') &&
        h('div', { key: 'done' }, alert('success', words.stopped(app.name))),
      h('div', { key: 'state' }, stateOf(language, found)),
      live &&
        h(
          'div',
          { key: 'actions' },
          actions(linkButton(`/account/consents/${grantId}/stop`, words.stop)),
        ),
      h('h2', { key: 'what' }, words.what),
      h('div', { key: 'facts' }, coverageOf(language, found)),
      h('p', { key: 'history' }, h('a', { href: `/account/history?${history}` }, words.history)),
      h('h2', { key: 'document' }, words.document),
      found.pdfHash !== null &&
        h(
          'p',
          { key: 'pdf' },
          h('a', { href: `/account/consents/${grantId}/document.pdf` }, words.pdf),
        ),
      h('div', { key: 'text' }, markdownText(found.document)),
      h(
        'p',
        { key: 'hash', className: 'ds-c-hint' },
        `${words.fingerprint}: `,
        h('code', { className: 'cg-hash' }, found.pdfHash ?? found.documentHash),
      ),
      h('p', { key: 'back' }, h('a', { href: '/account/consents' }, words.back)),
    ),
  );
}

function stateOf(language: Language, { state, app, endsAt, endedAt, endedBy }: Consent): Content {
  const words = siteWordsOf(language).consent;
  if (state === 'ACTIVE') return h('p', null, words.active(app.name, dateText(language, endsAt)));
  if (state === 'SUSPENDED') return h('p', null, words.suspended(app.name));
  return [
    h('p', { key: 'ended' }, words.ended(app.name, momentText(language, endedAt ?? endsAt))),
    endedBy && h('p', { key: 'by' }, words.endedBy[endedBy.by]),
    endedBy?.reason && h('p', { key: 'reason' }, words.reason(endedBy.reason)),
    h('p', { key: 'deletion' }, words.deletion(app.name)),
    app.privacyPolicyUrl &&
      h(
        'p',
        { key: 'policy' },
        h('a', { href: app.privacyPolicyUrl, rel: 'noreferrer' }, app.privacyPolicyUrl),
      ),
  ];
}

function coverageOf(language: Language, found: Consent): Content {
  const words = siteWordsOf(language).consent;
  const names = plainWords(language);
  const day = (text: string) => calendarDateText(language, text);
  return facts([
    [words.categories, found.categories.map((one) => names.categories[one]).join(', ')],
    [words.labels, found.labels.map((one) => names.labels[one]).join(', ') || words.noLabels],
    [
      words.dates,
      words.span(day(found.since), found.until === null ? undefined : day(found.until)),
    ],
    [words.signedAt, momentText(language, found.signedAt)],
  ]);
}
