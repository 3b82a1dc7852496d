import type { Plan } from '../db/generated/prisma/client.ts';
import { type Content, h } from '../pages/markup.ts';
import { reachable } from '../pages/parts.ts';
import { complaintWordsOf } from '../pages/words/complaints.ts';
import type { Language } from '../pages/words/words.ts';

const officeForCivilRights = 'https://ocrportal.hhs.gov/';
const tradeCommission = 'https://reportfraud.ftc.gov/';

/** To whom a member can complain: their plan, and whoever watches over plans and apps. */
export function howToComplain(language: Language, plan: Plan): Content {
  const words = complaintWordsOf(language);
  const { supportPhone, complaintsPhone, complaintsAddress, privacyEmail } = plan;
  const toCall = complaintsPhone ?? supportPhone;
  return [
    h('h2', { key: 'how', id: 'how' }, words.how),
    h('p', { key: 'no-harm' }, words.noHarm),
    h('h3', { key: 'plan' }, words.plan.title(plan.name)),
    h(
      'ul',
      { key: 'plan-ways' },
      h('li', null, h('a', { href: '/account/complaints/new' }, words.plan.here)),
      h('li', null, reachable(words.plan.call(toCall), toCall)),
      h('li', null, reachable(words.plan.write(privacyEmail), privacyEmail)),
      complaintsAddress !== null && h('li', null, words.plan.mail(complaintsAddress)),
    ),
    h('p', { key: 'card' }, reachable(words.plan.card(supportPhone), supportPhone)),
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
