import { unstatedReason } from '../grants/end-grant.ts';
import { asSentence, plainWords } from '../grants/plain-words.ts';
import { markdownText } from '../pages/markdown.ts';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, facts, linkButton } from '../pages/parts.ts';
import { calendarDateText, dateText, momentText } from '../pages/words/dates.ts';
import { deletionWordsOf } from '../pages/words/deletion.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import { textsWordsOf } from '../pages/words/texts.ts';
import type { Language } from '../pages/words/words.ts';
import { deletionOf } from './deletion.ts';
import { failurePage } from './failure-page.ts';
import { type Consent, findConsentOf, hasEnded } from './find-consent.ts';
import { sitePage } from './frame.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

/** One consent: how it stands, what it covers, and the document that was signed. */
export async function showConsent(
  parts: SiteParts,
  visit: MemberVisit,
  grantId: string,
): Promise<void> {
  const found = await findConsentOf(parts, visit, grantId);
  if (found === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  const { language, url } = visit;
  const words = siteWordsOf(language).consent;
  const { languageName } = textsWordsOf(language);
  const { app } = found;
  const live = !hasEnded(found);
  const history = new URLSearchParams({ app: app.id });
  show(
    visit,
    sitePage(
      visit,
      'consents',
      words.title(app.name),
      url.searchParams.has('signed') &&
        h('div', { key: 'signed' }, alert('success', words.signed(app.name))),
      url.searchParams.has('stopped') &&
        h('div', { key: 'done' }, alert('success', words.stopped(app.name))),
      url.searchParams.has('deletion') &&
        h('div', { key: 'asked' }, alert('success', deletionWordsOf(language).done(app.name))),
      h('div', { key: 'state' }, stateOf(language, found)),
      live &&
        h(
          'div',
          { key: 'actions' },
          actions(linkButton(`/account/consents/${grantId}/stop`, words.stop)),
        ),
      !live && h('div', { key: 'deletion' }, deletionOf(language, found)),
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
      found.language !== language &&
        h('p', { key: 'language' }, words.signedIn(languageName(found.language))),
      h('div', { key: 'text', lang: found.language }, markdownText(found.document)),
      h(
        'p',
        { key: 'hash', className: 'ds-c-hint cg-fingerprint' },
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
    endedBy?.reason &&
      endedBy.reason !== unstatedReason &&
      h('p', { key: 'reason' }, words.reason(endedBy.reason)),
  ];
}

function coverageOf(language: Language, found: Consent): Content {
  const words = siteWordsOf(language).consent;
  const names = plainWords(language);
  const day = (text: string) => calendarDateText(language, text);
  return facts([
    [words.categories, asSentence(found.categories.map((one) => names.categories[one]).join(', '))],
    [
      words.labels,
      asSentence(found.labels.map((one) => names.labels[one]).join(', ')) || words.noLabels,
    ],
    [
      words.dates,
      words.span(day(found.since), found.until === null ? undefined : day(found.until)),
    ],
    [words.signedAt, momentText(language, found.signedAt)],
  ]);
}
