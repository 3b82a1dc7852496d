import type { Plan } from '../db/generated/prisma/client.ts';
import type { Text } from '../materials/texts.ts';
import { markdownText, withoutTitle } from '../pages/markdown.ts';
import { type Content, h } from '../pages/markup.ts';
import { complaintWordsOf } from '../pages/words/complaints.ts';
import { textsWordsOf } from '../pages/words/texts.ts';
import type { Language } from '../pages/words/words.ts';

const officeForCivilRights = 'https://ocrportal.hhs.gov/';
const tradeCommission = 'https://reportfraud.ftc.gov/';

/** To whom a member can complain: their plan, and whoever watches over plans and apps. */
export function howToComplain(language: Language, plan: Plan): Content {
  const words = complaintWordsOf(language);
  const { supportPhone, complaintsPhone, complaintsAddress, privacyEmail } = plan;
  return [
    h('h2', { key: 'how', id: 'how' }, words.how),
    h('p', { key: 'no-harm' }, words.noHarm),
    h('h3', { key: 'plan' }, words.plan.title(plan.name)),
    h(
      'ul',
      { key: 'plan-ways' },
      h('li', null, h('a', { href: '/account/complaints/new' }, words.plan.here)),
      h('li', null, words.plan.call(complaintsPhone ?? supportPhone)),
      h('li', null, words.plan.write(privacyEmail)),
      complaintsAddress !== null && h('li', null, words.plan.mail(complaintsAddress)),
    ),
    h('p', { key: 'card' }, words.plan.card(supportPhone)),
    h('h3', { key: 'government' }, words.government.title),
    h('p', { key: 'government-lead' }, words.government.lead),
    h(
      'ul',
      { key: 'government-ways' },
      h('li', null, outwards(officeForCivilRights, words.government.portal)),
      h('li', null, words.government.mail),
    ),
    h('h3', { key: 'trade' }, words.trade.title),
    h('p', { key: 'trade-lead' }, words.trade.lead),
    h('p', { key: 'trade-way' }, outwards(tradeCommission, words.trade.site)),
  ];
}

/** A link that is named by where it leads, so that it can be read out or typed elsewhere. */
const outwards = (href: string, name: string): Content => [
  `${name}: `,
  h('a', { key: 'link', href, rel: 'noreferrer' }, new URL(href).hostname),
];

/** What the plan itself has published on questions and complaints, each to be opened. */
export function plansTexts(language: Language, texts: readonly Text[]): Content {
  const read = texts
    .filter(({ kind }) => kind === 'FAQ' || kind === 'COMPLAINTS')
    .sort((one, other) => other.kind.localeCompare(one.kind));
  if (read.length === 0) return null;
  return [
    h('h2', { key: 'texts' }, complaintWordsOf(language).texts),
    read.map((text) =>
      h(
        'details',
        { key: text.id, className: 'cg-more' },
        h('summary', { lang: text.language }, text.title),
        text.language !== language && h('p', { className: 'ds-c-hint' }, noteOf(language, text)),
        h('div', { lang: text.language }, markdownText(withoutTitle(text.body))),
      ),
    ),
  ];
}

function noteOf(language: Language, text: Text): string {
  const { awaitsReview, onlyIn, languageName } = textsWordsOf(language);
  const name = languageName(text.language);
  return text.awaitsReview ? awaitsReview(name) : onlyIn(name);
}
