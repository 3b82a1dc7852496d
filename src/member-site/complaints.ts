import { z } from 'zod';
import { newestMaterials, type Text, textsIn } from '../materials/texts.ts';
import { textsToOpen } from '../materials/texts-to-open.ts';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, facts, linkButton, table, unbroken } from '../pages/parts.ts';
import { complaintWordsOf } from '../pages/words/complaints.ts';
import { dateText, momentText } from '../pages/words/dates.ts';
import type { Language } from '../pages/words/words.ts';
import { failurePage } from './failure-page.ts';
import { sitePage } from './frame.ts';
import { howToComplain } from './how-to-complain.ts';
import { moment, moreLink, pageOf } from './lists.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

const listed = {
  complaintId: z.guid(),
  caseNumber: z.string(),
  kind: z.enum(['PRIVACY', 'SHARING', 'APP', 'OTHER']),
  state: z.enum(['RECEIVED', 'IN_PROGRESS', 'ANSWERED', 'CLOSED']),
  receivedAt: moment,
  dueAt: moment,
};
const list = z.object({
  complaints: pageOf(z.object(listed)),
});
const found = z.object({
  complaint: z
    .object({
      ...listed,
      text: z.string(),
      answer: z.string().nullable(),
      answeredAt: moment.nullable(),
      app: z.object({ name: z.string() }).nullable(),
    })
    .nullable(),
});

/** What a member has complained of, how to complain, and what the plan says on both. */
export async function showComplaints(parts: SiteParts, visit: MemberVisit): Promise<void> {
  const { language, url, plan } = visit;
  const after = url.searchParams.get('after');
  const { complaints } = await parts.ask(
    visit.session,
    'AccountComplaints',
    { first: 10, after },
    list,
  );
  const texts = textsIn(await newestMaterials(parts.database.prisma, plan.id), language);
  const words = complaintWordsOf(language);
  show(
    visit,
    sitePage(
      visit,
      'complaints',
      words.title,
      h('div', { key: 'texts' }, plansTexts(language, texts)),
      h('h2', { key: 'complain' }, words.complain),
      h('p', { key: 'lead' }, words.lead),
      h(
        'div',
        { key: 'begin' },
        actions(linkButton('/account/complaints/new', words.begin, 'solid')),
      ),
      h('h2', { key: 'yours' }, words.yours),
      h('div', { key: 'list' }, listOf(language, complaints.nodes)),
      moreLink(words.more, complaints.pageInfo),
      h('div', { key: 'ways' }, howToComplain(language, plan)),
    ),
  );
}

/** What the plan itself has published on questions and on complaints: the questions first. */
function plansTexts(language: Language, texts: readonly Text[]): Content {
  const read = texts
    .filter(({ kind }) => kind === 'FAQ' || kind === 'COMPLAINTS')
    .sort((one, other) => other.kind.localeCompare(one.kind));
  if (read.length === 0) return null;
  return [
    h('h2', { key: 'title' }, complaintWordsOf(language).texts),
    h('div', { key: 'texts' }, textsToOpen(language, read)),
  ];
}

function listOf(language: Language, nodes: z.infer<typeof list>['complaints']['nodes']): Content {
  const words = complaintWordsOf(language);
  if (nodes.length === 0) return h('p', null, words.none);
  return table(
    [words.caseNumber, words.about, words.state, words.received, words.due],
    nodes.map(({ complaintId, caseNumber, kind, state, receivedAt, dueAt }) => [
      h('a', { className: 'cg-unbroken', href: `/account/complaints/${complaintId}` }, caseNumber),
      words.kinds[kind],
      words.states[state],
      dateText(language, receivedAt),
      state === 'ANSWERED' || state === 'CLOSED' ? '–' : dateText(language, dueAt),
    ]),
  );
}

/** One complaint of the member: their words, how far it has come, and the answer. */
export async function showComplaint(
  { ask }: SiteParts,
  visit: MemberVisit,
  id: string,
): Promise<void> {
  const { session, language, url } = visit;
  const { complaint } = await ask(session, 'AccountComplaint', { id }, found);
  if (complaint === null) return show(visit, failurePage(visit, 'notFound', true), 404);
  const { caseNumber, kind, state, app, text, receivedAt, dueAt, answer, answeredAt } = complaint;
  const words = complaintWordsOf(language);
  const due = dateText(language, dueAt);
  const title = words.one.title(caseNumber);
  show(
    visit,
    sitePage(
      visit,
      'complaints',
      { text: title, heading: unbroken(title, caseNumber) },
      url.searchParams.has('filed') &&
        h(
          'div',
          { key: 'filed' },
          alert('success', unbroken(words.one.filed(caseNumber, due), caseNumber)),
        ),
      h(
        'div',
        { key: 'facts' },
        facts([
          [words.about, app === null ? words.kinds[kind] : `${words.kinds[kind]}: ${app.name}`],
          [words.state, words.states[state]],
          [words.received, momentText(language, receivedAt)],
          [words.answered, answeredAt && momentText(language, answeredAt)],
        ]),
      ),
      h('h2', { key: 'answer' }, words.one.answer),
      answer === null
        ? h('p', { key: 'none' }, words.one.noAnswer(due))
        : h('div', { key: 'answer-words', className: 'cg-document cg-words' }, answer),
      answer !== null &&
        h('p', { key: 'on' }, h('a', { href: '/account/complaints#how' }, words.one.notSettled)),
      h('h2', { key: 'words' }, words.one.yourWords),
      h('div', { key: 'own-words', className: 'cg-document cg-words' }, text),
      h('p', { key: 'back' }, h('a', { href: '/account/complaints' }, words.one.back)),
    ),
  );
}
