import { addDays, addYears, dateBetween, firstOfMonth, type IsoDate, yearOf } from './dates.ts';
import { type Identity, inventIdentities, inventPerson, type Person, type Town } from './people.ts';
import { type DemoLineOfBusiness, type DemoPlan, PLANS } from './plans.ts';
import type { Random } from './random.ts';

export interface DemoMember {
  readonly planId: string;
  /** The FHIR id of the Patient. */
  readonly patientId: string;
  readonly memberNumber: string;
  readonly lineOfBusiness: DemoLineOfBusiness['code'];
  readonly effectiveFrom: IsoDate;
  readonly displayName: string;
}

/** A member with what only the generator needs to know. */
export interface Enrollee {
  readonly member: DemoMember;
  readonly person: Person;
  readonly plan: DemoPlan;
  /** Place within the plan, from 0; decides what befalls the member. */
  readonly place: number;
}

const MEMBERS_PER_PLAN = 30;

const TOWNS: Readonly<Record<string, readonly Town[]>> = {
  'larkmere-advantage': [
    { city: 'Dayton', state: 'OH', postalCode: '45402', areaCode: '937' },
    { city: 'Toledo', state: 'OH', postalCode: '43604', areaCode: '419' },
    { city: 'Akron', state: 'OH', postalCode: '44308', areaCode: '330' },
  ],
  'windrow-community': [
    { city: 'Durham', state: 'NC', postalCode: '27701', areaCode: '919' },
    { city: 'Asheville', state: 'NC', postalCode: '28801', areaCode: '828' },
    { city: 'Wilmington', state: 'NC', postalCode: '28401', areaCode: '910' },
  ],
};

/** Days until the last member of each plan becomes effective: one may register already (15 days before), one not yet. */
const DAYS_UNTIL_EFFECTIVE: Readonly<Record<string, number>> = {
  'larkmere-advantage': 10,
  'windrow-community': 40,
};

/** Everybody: 30 members of each plan, in the order of the plans. */
export function enroll(random: Random, today: IsoDate): Enrollee[] {
  const identities = inventIdentities(random.fork('identities'), PLANS.length * MEMBERS_PER_PLAN);
  return PLANS.flatMap((plan, planIndex) => {
    const first = planIndex * MEMBERS_PER_PLAN;
    return identities
      .slice(first, first + MEMBERS_PER_PLAN)
      .map((identity, place) => enrollOne(random, plan, identity, first + place, place, today));
  });
}

function enrollOne(
  random: Random,
  plan: DemoPlan,
  identity: Identity,
  index: number,
  place: number,
  today: IsoDate,
): Enrollee {
  const own = random.fork(`member ${index}`);
  const effectiveFrom = effectiveDate(own.fork('effective'), plan, place, today);
  const birthDate = bornOn(own.fork('birth'), plan, place, effectiveFrom, today);
  const town = own.pick(TOWNS[plan.slug] ?? []);
  return {
    member: {
      planId: plan.id,
      patientId: own.fork('patient').uuid(),
      memberNumber: memberNumber(own.fork('number'), plan, index),
      lineOfBusiness: lineOfBusiness(plan, place),
      effectiveFrom,
      displayName: `${identity.given} ${identity.family}`,
    },
    person: inventPerson(own.fork('person'), identity, birthDate, town, index),
    plan,
    place,
  };
}

/**
 * A third of the members joined from 2012 to 2014, a third from 2015 to 2017 and a third later, so
 * that histories begin on both sides of 2016-01-01.
 */
function effectiveDate(random: Random, plan: DemoPlan, place: number, today: IsoDate): IsoDate {
  const wait = DAYS_UNTIL_EFFECTIVE[plan.slug];
  if (place === MEMBERS_PER_PLAN - 1 && wait !== undefined) return addDays(today, wait);
  const recent = addDays(today, -240);
  if (place % 3 === 0) return firstOfMonth(dateBetween(random, '2012-01-01', '2014-12-31'));
  if (place % 3 === 1) return firstOfMonth(dateBetween(random, '2015-01-01', '2017-12-31'));
  return firstOfMonth(dateBetween(random, '2018-01-01', recent));
}

function bornOn(
  random: Random,
  plan: DemoPlan,
  place: number,
  effectiveFrom: IsoDate,
  today: IsoDate,
): IsoDate {
  const isMedicare = plan.linesOfBusiness.some(({ code }) => code === 'MEDICARE_ADVANTAGE');
  const yearsCovered = yearOf(today) - yearOf(effectiveFrom);
  // Medicare begins at 65, earlier only with a disability; marketplace members are working-age adults.
  const [youngest, oldest] = !isMedicare
    ? [18, Math.max(19, 62 - yearsCovered)]
    : place % 8 === 5
      ? [46, 60]
      : [65, 78];
  const age = random.integer(youngest, oldest);
  return addDays(addYears(effectiveFrom, -age), -random.integer(0, 300));
}

function lineOfBusiness(plan: DemoPlan, place: number): DemoLineOfBusiness['code'] {
  const employerGroup = plan.linesOfBusiness.some(({ code }) => code === 'COMMERCIAL_GROUP');
  if (!employerGroup) return 'MEDICARE_ADVANTAGE';
  return place % 10 === 4 ? 'COMMERCIAL_GROUP' : 'MARKETPLACE';
}

function memberNumber(random: Random, plan: DemoPlan, index: number): string {
  const prefix = plan.slug.slice(0, 3).toUpperCase();
  return `${prefix}${random.integer(100_000, 999_999)}${String(index).padStart(2, '0')}`;
}
