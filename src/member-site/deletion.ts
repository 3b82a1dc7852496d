import { z } from 'zod';
import { type Content, h } from '../pages/markup.ts';
import { actions, alert, button, form, linkButton } from '../pages/parts.ts';
import { dateText } from '../pages/words/dates.ts';
import { deletionWordsOf } from '../pages/words/deletion.ts';
import type { Language } from '../pages/words/words.ts';
import { failurePage } from './failure-page.ts';
import { type Consent, findConsentOf, hasEnded } from './find-consent.ts';
import { sitePage } from './frame.ts';
import type { SiteParts } from './parts.ts';
import { goTo, type MemberVisit, show } from './visit.ts';

const requested = z.object({ requestDeletion: z.object({ __typename: z.string() }) });

/** Where a member asks an app to delete what it got under a consent that has ended. Twice does what once does. */
export async function askForDeletion(
  parts: SiteParts,
  visit: MemberVisit,
  grantId: string,
): Promise<void> {
  const found = await findConsentOf(parts, visit, grantId);
  if (found === undefined) return show(visit, failurePage(visit, 'notFound', true), 404);
  const consentPath = `/account/consents/${found.grantId}`;
  if (found.deletionRequest !== null || !hasEnded(found)) return goTo(visit, consentPath);
  if (visit.request.method !== 'POST') return show(visit, askPage(visit, found));
  const input = { grantId: found.id };
  const { requestDeletion } = await parts.ask(
    visit.session,
    'RequestDeletion',
    { input },
    requested,
  );
  if (requestDeletion.__typename === 'RequestDeletionPayload') {
    return goTo(visit, `${consentPath}?deletion`);
  }
  show(visit, askPage(visit, found, 'STILL_SHARED'), 409);
}

function askPage(visit: MemberVisit, { app, grantId }: Consent, failure?: 'STILL_SHARED') {
  const words = deletionWordsOf(visit.language);
  return sitePage(
    visit,
    'consents',
    words.title(app.name),
    failure && h('div', { key: 'failure' }, alert('error', words.stillShared(app.name))),
    h('p', { key: 'what' }, words.whatHappens(app.name, visit.plan.name)),
    h('p', { key: 'no-duty' }, words.noDuty(app.name)),
    policyOf(visit.language, app.privacyPolicyUrl),
    h(
      'div',
      { key: 'form' },
      form(
        actions(
          button('ask', words.submit, 'solid'),
          linkButton(`/account/consents/${grantId}`, words.keep),
        ),
      ),
    ),
  );
}

/** On the page of a consent that has ended: how to ask, or what became of it. */
export function deletionOf(language: Language, consent: Consent): Content {
  const { app, grantId, deletionRequest } = consent;
  const words = deletionWordsOf(language);
  return [
    h('h2', { key: 'deletion-heading' }, words.heading),
    deletionRequest === null
      ? [
          h('p', { key: 'not-called-back' }, words.notCalledBack(app.name)),
          h(
            'div',
            { key: 'ask' },
            actions(linkButton(`/account/consents/${grantId}/deletion`, words.begin(app.name))),
          ),
        ]
      : whatBecameOf(language, app.name, deletionRequest),
    policyOf(language, app.privacyPolicyUrl),
  ];
}

function whatBecameOf(
  language: Language,
  app: string,
  request: NonNullable<Consent['deletionRequest']>,
): Content {
  const { requestedAt, answerDueAt, isOverdue, outcome, explanation, acknowledgedAt } = request;
  const words = deletionWordsOf(language);
  const due = dateText(language, answerDueAt);
  return [
    h('p', { key: 'asked' }, words.asked(app, dateText(language, requestedAt))),
    outcome === null || acknowledgedAt === null
      ? h('p', { key: 'waiting' }, isOverdue ? words.late(app, due) : words.waiting(app, due))
      : h('p', { key: 'said' }, words.outcomes[outcome](app, dateText(language, acknowledgedAt))),
    explanation !== null && [
      h('p', { key: 'its-words' }, words.itsWords(app)),
      h('blockquote', { key: 'explanation', className: 'cg-document cg-words' }, explanation),
    ],
    (isOverdue || (outcome !== null && outcome !== 'DELETED')) &&
      h('p', { key: 'complain' }, h('a', { href: '/account/complaints#how' }, words.complain)),
  ];
}

const policyOf = (language: Language, url: string | null): Content =>
  url !== null && [
    h('p', { key: 'policy' }, deletionWordsOf(language).policy),
    h('p', { key: 'policy-link' }, h('a', { href: url, rel: 'noreferrer' }, url)),
  ];
