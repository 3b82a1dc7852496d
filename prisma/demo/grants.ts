import {
  type DemoApp,
  POCKET_CHART,
  ROWANFIELD_PLAN,
  SLEEP_LANTERN,
  STEADY_STEPS,
} from './apps.ts';
import { addYears, type IsoDate, later } from './dates.ts';
import type { Enrollee } from './members.ts';
import { floorDateOf, maximumTermDaysOf } from './plans.ts';
import type { Random } from './random.ts';
import {
  CATEGORIES,
  type Category,
  CONSENTABLE_LABELS,
  type Label,
  type Language,
} from './vocabulary.ts';

/** What one member signs for one app; signed on the day the demo is set up, as there is no back-dating. */
export interface DemoGrant {
  /** Place in the world's list of members. */
  readonly memberIndex: number;
  readonly patientId: string;
  readonly appId: string;
  readonly categories: readonly Category[];
  readonly labels: readonly Label[];
  /** Whether records without a date of service are shared. */
  readonly includeUndated: boolean;
  /** First date of service shared; never before the plan's floor. */
  readonly since: IsoDate;
  /** Last date of service shared; absent where what is to come is shared too. */
  readonly until?: IsoDate;
  readonly termDays: number;
  readonly language: Language;
  /** How it ends once everything is signed; absent where it stays. */
  readonly endedLater?: 'REVOKED';
}

/** What a member chooses to share, before the plan's policy has its say. */
interface Choice {
  readonly categories: readonly Category[];
  readonly labels: readonly Label[];
  readonly includeUndated: boolean;
  /** Share only so many years back. */
  readonly years?: number;
  /** Share nothing of later than `today`. */
  readonly closed?: boolean;
}

const EVERYTHING: Choice = {
  categories: CATEGORIES,
  labels: CONSENTABLE_LABELS,
  includeUndated: true,
};

/** Choices that members of a plan with fine granularity make. */
const CHOICES: readonly Choice[] = [
  EVERYTHING,
  { categories: CATEGORIES, labels: [], includeUndated: false },
  { categories: ['COVERAGE', 'CLAIMS', 'PAYMENTS'], labels: [], includeUndated: false },
  { categories: ['PHARMACY', 'CLINICAL'], labels: ['HIV', 'STD', 'SEX'], includeUndated: false },
  { categories: ['CLINICAL'], labels: [], includeUndated: true, years: 2, closed: true },
  { categories: CATEGORIES, labels: ['PSY', 'MH', 'BH'], includeUndated: false },
  { categories: ['DEMOGRAPHICS', 'COVERAGE'], labels: [], includeUndated: false },
  {
    categories: ['DEMOGRAPHICS', 'ENCOUNTERS', 'CLINICAL', 'PHARMACY'],
    labels: ['SUD', 'ETH', 'ETHUD', 'OPIOIDUD', 'BH'],
    includeUndated: false,
    years: 5,
  },
];

/** How many members sign for each app. The first must exceed 50, the longest page an app may want. */
const SIGNERS: readonly { app: DemoApp; members: number }[] = [
  { app: POCKET_CHART, members: 52 },
  { app: STEADY_STEPS, members: 8 },
  { app: ROWANFIELD_PLAN, members: 6 },
  { app: SLEEP_LANTERN, members: 4 },
];

/** Of each app's grants the last ones to be revoked. */
const REVOKED: ReadonlyMap<DemoApp, number> = new Map([
  [POCKET_CHART, 1],
  [STEADY_STEPS, 3],
  [ROWANFIELD_PLAN, 1],
]);

/**
 * All grants, in the order in which they are signed. Only members who are covered already, in a line
 * of business that takes part, sign any; some of them sign none.
 */
export function inventGrants(
  random: Random,
  enrollees: readonly Enrollee[],
  today: IsoDate,
): DemoGrant[] {
  const eligible = [...enrollees.entries()].filter(([, each]) => mayShare(each, today));
  const nonSigners = 3;
  const signers = random.shuffle(eligible).slice(nonSigners);
  return SIGNERS.flatMap(({ app, members }) => {
    const own = random.fork(app.name);
    const revokedFrom = members - (REVOKED.get(app) ?? 0);
    return own.sample(signers, members).map(([memberIndex, enrollee], index): DemoGrant => {
      const ended = index >= revokedFrom ? { endedLater: 'REVOKED' as const } : {};
      return { ...sign(own, memberIndex, enrollee, app, today), ...ended };
    });
  });
}

/** Whether the member is covered on that day, in a line of business that takes part. */
function mayShare({ member, plan }: Enrollee, today: IsoDate): boolean {
  const business = plan.linesOfBusiness.find(({ code }) => code === member.lineOfBusiness);
  return business?.eligible === true && member.effectiveFrom <= today;
}

function sign(
  random: Random,
  memberIndex: number,
  { member, person, plan }: Enrollee,
  app: DemoApp,
  today: IsoDate,
): DemoGrant {
  const choice = plan.policy.granularity === 'ALL_OR_NOTHING' ? EVERYTHING : random.pick(CHOICES);
  const floor = floorDateOf(plan);
  const wished = choice.years === undefined ? floor : addYears(today, -choice.years);
  const maximum = maximumTermDaysOf(plan);
  return {
    memberIndex,
    patientId: member.patientId,
    appId: app.id,
    categories: choice.categories,
    labels: choice.labels,
    includeUndated: choice.includeUndated,
    since: later(wished, floor),
    ...(choice.closed && { until: today }),
    termDays: Math.min(maximum, random.pick([maximum, maximum, 180, 90, 30])),
    language: plan.policy.languages.includes(person.language) ? person.language : 'en',
  };
}
