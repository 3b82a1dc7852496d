import { APPS, type DemoApp, type DemoPartner, PARTNERS } from './apps.ts';
import type { IsoDate } from './dates.ts';
import { isIsoDate, toIsoDate } from './dates.ts';
import { DemoWorldError } from './errors.ts';
import type { Resource } from './fhir/resource.ts';
import { type DemoGrant, inventGrants } from './grants.ts';
import { directoryOf } from './history/directory.ts';
import { inventHistory } from './history/invent.ts';
import { type DemoMaterial, readMaterials } from './materials.ts';
import { type DemoMember, enroll } from './members.ts';
import { type DemoPlan, PLANS } from './plans.ts';
import { Random } from './random.ts';
import { directoryResources } from './records/directory.ts';
import { resourcesOf } from './records/resources.ts';

/** Earlier than this the demo has no room for histories on both sides of 2016-01-01. */
const EARLIEST_TODAY: IsoDate = '2020-01-01';

interface DemoWorldOptions {
  /** Whatever tells one world from another; the same seed and day give the same world. */
  readonly seed: string | number;
  /** The day on which the world is looked at, `YYYY-MM-DD`; the current day (UTC) by default. */
  readonly today?: IsoDate;
}

/** A fictional world: health plans, their members and records, apps, and what members agreed to. */
export interface DemoWorld {
  readonly today: IsoDate;
  readonly plans: readonly DemoPlan[];
  readonly members: readonly DemoMember[];
  readonly partners: readonly DemoPartner[];
  readonly apps: readonly DemoApp[];
  readonly grants: readonly DemoGrant[];
  readonly materials: readonly DemoMaterial[];
  /**
   * The FHIR R4 records of a plan, one at a time: providers first, then member by member. As often
   * as it is asked, it gives the same. Throws a DemoWorldError for a plan that is not of this world.
   */
  fhirResources(planId: string): Iterable<Resource>;
}

/**
 * Invents the demo world. Nothing is written anywhere, and nobody in it exists. Member ids depend on
 * the seed alone; records depend on the day too. Throws a DemoWorldError for a day it cannot use.
 */
export function generateDemoWorld({
  seed,
  today = toIsoDate(Date.now()),
}: DemoWorldOptions): DemoWorld {
  if (!isIsoDate(today) || today < EARLIEST_TODAY) {
    throw new DemoWorldError(
      `today is "${today}"; give a date written YYYY-MM-DD, on or after ${EARLIEST_TODAY}.`,
    );
  }
  const random = new Random(`consent gateway demo ${seed}`);
  const enrollees = enroll(random.fork('members'), today);
  return {
    today,
    plans: PLANS,
    members: enrollees.map(({ member }) => member),
    partners: PARTNERS,
    apps: APPS,
    grants: inventGrants(random.fork('grants'), enrollees, today),
    materials: readMaterials(),
    *fhirResources(planId) {
      const plan = PLANS.find(({ id }) => id === planId);
      if (!plan) {
        const known = PLANS.map(({ id, slug }) => `${id} (${slug})`).join(', ');
        throw new DemoWorldError(`No plan of the demo has the id "${planId}"; it has ${known}.`);
      }
      const directory = directoryOf(random, plan);
      yield* directoryResources(directory);
      for (const enrollee of enrollees.filter((each) => each.plan === plan)) {
        yield* resourcesOf(inventHistory(random, enrollee, directory, today));
      }
    },
  };
}
