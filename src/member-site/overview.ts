import { z } from 'zod';
import { type Content, h } from '../pages/markup.ts';
import { facts, table } from '../pages/parts.ts';
import { calendarDateText, moneyText } from '../pages/words/dates.ts';
import { siteWordsOf } from '../pages/words/member-site.ts';
import type { SiteWords } from '../pages/words/member-site-words.ts';
import type { Language } from '../pages/words/words.ts';
import { sitePage } from './frame.ts';
import type { SiteParts } from './parts.ts';
import { type MemberVisit, show } from './visit.ts';

const text = z.string().nullable();
const money = z.object({ amount: z.string(), currency: text }).nullable();
const benefit = z.object({
  type: z.object({ code: text, text }).nullable(),
  network: text,
  amount: money,
  quantity: z.object({ value: text, unit: text }).nullable(),
});
const claim = z.object({
  id: z.string(),
  serviceDate: text,
  typeCode: text,
  status: text,
  outcome: text,
  provider: text,
  patientAmount: money,
});
const overview = z.object({
  viewer: z.object({
    member: z.object({
      plan: z.object({ name: z.string() }),
      idCard: z
        .object({
          memberName: text,
          subscriberId: text,
          groupNumber: text,
          planName: text,
          rxBin: text,
          rxPcn: text,
          rxGroup: text,
          supportPhone: text,
        })
        .nullable(),
      coverages: z.object({
        nodes: z.array(z.object({ planName: text, benefits: z.array(benefit) })),
      }),
      claims: z.object({ nodes: z.array(claim) }),
    }),
  }),
});
type Member = z.infer<typeof overview>['viewer']['member'];

/** A member's ID card, benefits, and where their newest claims stand. */
export async function showOverview({ ask }: SiteParts, visit: MemberVisit): Promise<void> {
  const { viewer } = await ask(visit.session, 'AccountOverview', {}, overview);
  const { member } = viewer;
  const { language } = visit;
  const words = siteWordsOf(language).overview;
  const page = sitePage(
    visit,
    'overview',
    words.title,
    h('section', { key: 'card' }, h('h2', null, words.card), cardOf(words, member)),
    h(
      'section',
      { key: 'benefits' },
      h('h2', null, words.benefits),
      benefitsOf(language, words, member),
    ),
    h('section', { key: 'claims' }, h('h2', null, words.claims), claimsOf(language, words, member)),
  );
  show(visit, page);
}

type Words = SiteWords['overview'];

function cardOf(words: Words, { idCard, plan }: Member): Content {
  if (idCard === null) return h('p', null, words.noCard);
  return h(
    'div',
    { className: 'cg-card' },
    h('p', { className: 'cg-card-plan' }, plan.name),
    h('p', { className: 'cg-card-name' }, idCard.memberName),
    facts([
      [words.subscriberId, idCard.subscriberId],
      [words.group, idCard.groupNumber],
      [words.plan, idCard.planName],
      [words.phone, idCard.supportPhone],
      ['RxBIN', idCard.rxBin],
      ['RxPCN', idCard.rxPcn],
      ['RxGRP', idCard.rxGroup],
    ]),
  );
}

function benefitsOf(language: Language, words: Words, { coverages }: Member): Content {
  const [current] = coverages.nodes.filter(({ benefits }) => benefits.length > 0);
  if (current === undefined) return h('p', null, words.noBenefits);
  return table(
    [words.benefit, words.cost],
    current.benefits.map(({ type, network, amount, quantity }) => {
      const code = type?.code ?? '';
      const name = words.benefitNames[code] ?? type?.text ?? code;
      const where = network === null ? undefined : (words.networks[network] ?? network);
      const cost = amount
        ? moneyText(language, amount)
        : [quantity?.value, quantity?.unit].filter(Boolean).join(' ');
      return [where === undefined ? name : `${name}, ${where}`, cost];
    }),
  );
}

function claimsOf(language: Language, words: Words, { claims }: Member): Content {
  if (claims.nodes.length === 0) return h('p', null, words.noClaims);
  return table(
    [words.date, words.kind, words.state, words.yourPart],
    claims.nodes.map(({ serviceDate, typeCode, status, outcome, provider, patientAmount }) => {
      const kind = words.claimKinds[typeCode ?? ''] ?? typeCode ?? '';
      const state = status === 'active' ? (outcome ?? status) : (status ?? '');
      return [
        serviceDate === null ? '–' : calendarDateText(language, serviceDate),
        provider === null ? kind : `${kind}, ${provider}`,
        words.claimStates[state] ?? state,
        patientAmount === null ? '–' : moneyText(language, patientAmount),
      ];
    }),
  );
}
