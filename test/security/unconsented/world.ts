import { v5 } from 'uuid';
import { categories, consentableLabels } from '../../../src/consent/vocabulary.ts';
import type { TestGateway } from '../../kit/gateway.ts';
import { letTermRunOut } from '../../kit/graphql.ts';
import type { GrantOf } from '../../kit/world.ts';
import { importResources, makeApp, makeGrant, makePlan } from '../../kit/world.ts';
import type { Dice } from './dice.ts';
import { memberRecords } from './member-records.ts';
import type { MadeRecord } from './record.ts';

/** Somebody whose records were made up. */
export type MadeMember = {
  readonly id: string;
  readonly planId: string;
  readonly records: readonly MadeRecord[];
};

/** What was put in, as the generator knows it; grants, apps and plans are read from their tables. */
export type World = {
  readonly plans: readonly { readonly id: string; readonly slug: string }[];
  readonly members: readonly MadeMember[];
  readonly records: ReadonlyMap<string, MadeRecord>;
  readonly days: readonly string[];
};

const floors = ['2016-01-01', '2017-01-01', '2016-01-01'] as const;
/** One plan raises its floor after its members have signed: what they signed reaches further back. */
const raisedFloor = '2019-03-01';
const membersOfPlan = 4;

/** Makes plans that differ, members with every kind of record, apps of every kind, and grants. */
export async function makeWorld(gateway: TestGateway, dice: Dice, seed: number): Promise<World> {
  const days = edges();
  const plans = [];
  const members: MadeMember[] = [];
  let number = 0;
  for (const [index, floorDate] of floors.entries()) {
    // Ids of records are made of the plan's: with the seed's own plans, ties fall the same way again.
    const plan = await makePlan(gateway, {
      id: v5(`${seed}/${index}`, namespace),
      floorDate,
      granularity: index === 2 ? 'ALL_OR_NOTHING' : 'BY_CATEGORY_AND_LABEL',
    });
    plans.push(plan);
    const made: MadeMember[] = [];
    for (let nth = 0; nth < membersOfPlan; nth += 1) {
      const others = made.flatMap(({ records }) => records);
      const stranger = others.find(({ type }) => type === 'Encounter')?.fhir?.id;
      const records = memberRecords({ dice, planId: plan.id, from: number, days, stranger });
      number += 100;
      made.push({ id: records[0]?.memberId ?? '', planId: plan.id, records });
    }
    members.push(...made);
    const resources = made.flatMap(({ records }) => records.flatMap(({ fhir }) => fhir ?? []));
    await importResources(gateway, plan, resources);
  }
  await makeGrants(gateway, dice, { plans, members, days });
  await gateway.asAdministrator('update public.plan set floor_date = $1 where id = $2', [
    raisedFloor,
    plans[1]?.id,
  ]);
  const records = new Map(
    members.flatMap((one) => one.records.map((record) => [record.id, record])),
  );
  return { plans, members, records, days };
}

const namespace = '0b1d5c2e-0000-4000-8000-000000000000';

/** Days at and about the floors, five years before today, and windows that grants will have. */
function edges(): string[] {
  const day = 24 * 60 * 60 * 1000;
  const fiveYearsAgo = new Date();
  fiveYearsAgo.setUTCFullYear(fiveYearsAgo.getUTCFullYear() - 5);
  const dates = [
    '2016-01-01',
    '2017-01-01',
    raisedFloor,
    '2022-06-30',
    '2024-02-29',
    fiveYearsAgo.toISOString(),
  ];
  return dates
    .map((text) => Date.parse(text.slice(0, 10)))
    .flatMap((at) => [at - day, at, at + day])
    .map((at) => new Date(at).toISOString().slice(0, 10));
}

const kinds = [
  'THIRD_PARTY_APP',
  'THIRD_PARTY_APP',
  'THIRD_PARTY_APP',
  'HEALTH_PLAN',
  'HEALTH_PLAN',
  'PROVIDER',
  'PROVIDER',
] as const;

/** For three in four of members and apps a grant; some run out, and revocations come later. */
async function makeGrants(
  gateway: TestGateway,
  dice: Dice,
  { plans, members, days }: Omit<World, 'records'>,
): Promise<void> {
  let made = 0;
  for (const kind of kinds) {
    const app = await makeApp(gateway, kind);
    for (const member of members) {
      const plan = plans.find(({ id }) => id === member.planId);
      if (plan === undefined || !dice.chance(75)) continue;
      const everything = plan === plans[2];
      const grant = await makeGrant(
        gateway,
        plan,
        member.id,
        app,
        everything ? { labels: consentableLabels, includeUndated: true } : drawTerms(dice, days),
      );
      // What is asked for after an end is there in every world.
      made += 1;
      if (made % 8 === 0 || dice.chance(5)) await letTermRunOut(gateway, grant.id);
    }
  }
}

/** What a member may choose: mostly a lot, so that there is something to withhold from. */
export function drawTerms(dice: Dice, days: readonly string[]): GrantOf {
  const later = days.filter((one) => one >= '2017-01-01');
  const since = dice.chance(50) ? dice.one(later) : undefined;
  const until = dice.chance(40)
    ? dice.one(later.filter((one) => since === undefined || one >= since))
    : undefined;
  const chosen = categories.filter(() => dice.chance(75));
  return {
    categories: chosen.length > 0 ? chosen : [dice.one(categories)],
    labels: dice.chance(30) ? consentableLabels : consentableLabels.filter(() => dice.chance(35)),
    includeUndated: dice.chance(40),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    termDays: 1 + dice.below(365),
  };
}
