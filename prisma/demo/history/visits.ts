import { VISITS, type VisitKind, type VisitKindKey } from '../catalog/visits.ts';
import {
  addDays,
  addYears,
  dateBetween,
  daysBetween,
  earlier,
  type IsoDate,
  later,
  yearOf,
} from '../dates.ts';
import type { Random } from '../random.ts';
import { type Directory, type Facility, facilitiesOf } from './directory.ts';
import type { MemberProblem, Visit } from './history.ts';

/** What the visits of a member depend on. */
export interface VisitSetting {
  readonly random: Random;
  readonly directory: Directory;
  readonly from: IsoDate;
  readonly until: IsoDate;
  readonly problems: readonly MemberProblem[];
  /** Whether to add a stay over the floor, when the member was covered by then. */
  readonly straddlesFloor: boolean;
}

/** A hospital stay that begins before the floor of 2016-01-01 and ends after it. */
const STRADDLING_STAY = { start: '2015-12-28', end: '2016-01-04' } as const;

/** Telehealth was hardly paid for before. */
const TELEHEALTH_SINCE = '2020-04-01';

/** The visits of one member, by date. */
export function inventVisits(setting: VisitSetting): Visit[] {
  const visits = [...yearlyVisits(setting), ...problemVisits(setting), ...straddlingStays(setting)];
  return visits.sort((one, other) => daysBetween(other.start, one.start));
}

function* yearlyVisits(setting: VisitSetting): Iterable<Visit> {
  const random = setting.random.fork('yearly visits');
  for (let start = setting.from; start < setting.until; start = addYears(start, 1)) {
    const end = earlier(addDays(addYears(start, 1), -1), setting.until);
    const date = () => dateBetween(random, start, end);
    if (random.chance(0.7)) yield visit(setting, random, 'checkUp', date());
    if (random.chance(0.4)) yield visit(setting, random, 'dental', date());
    if (random.chance(0.3)) yield visit(setting, random, 'vision', date());
  }
}

/** Each problem is seen to when it is recorded, and chronic ones about once a year after that. */
function* problemVisits(setting: VisitSetting): Iterable<Visit> {
  const random = setting.random.fork('problem visits');
  for (const reason of setting.problems) {
    yield visit(setting, random, 'office', reason.recorded, reason);
    if (random.chance(0.12)) {
      const date = earlier(addDays(reason.recorded, random.integer(1, 60)), setting.until);
      yield visit(setting, random, random.pick(['emergency', 'inpatient']), date, reason);
    }
    if (!reason.problem.chronic) continue;
    // Sensitive problems are followed more closely, so that short histories show them too.
    const [least, most] = reason.problem.sensitive ? [60, 260] : [220, 520];
    let date = addDays(reason.recorded, random.integer(least, most));
    while (date <= setting.until) {
      const remote = date >= TELEHEALTH_SINCE && random.chance(0.3);
      yield visit(setting, random, remote ? 'telehealth' : 'office', date, reason);
      // The longer it has been known, the less often it is looked at.
      const years = 1 + yearOf(date) - yearOf(reason.recorded);
      date = addDays(date, random.integer(least, most * years));
    }
  }
}

function* straddlingStays(setting: VisitSetting): Iterable<Visit> {
  const random = setting.random.fork('straddling stay');
  if (setting.from > STRADDLING_STAY.start || !setting.straddlesFloor) return;
  const reason = setting.problems.find(({ recorded }) => recorded <= STRADDLING_STAY.start);
  const stay = visit(setting, random, 'inpatient', STRADDLING_STAY.start, reason);
  yield { ...stay, end: STRADDLING_STAY.end };
}

function visit(
  setting: VisitSetting,
  random: Random,
  key: VisitKindKey,
  start: IsoDate,
  reason?: MemberProblem,
): Visit {
  const stay = key === 'inpatient' ? random.integer(2, 8) : 0;
  return {
    encounterId: random.uuid(),
    claimId: random.uuid(),
    kind: VISITS[key],
    start,
    end: later(start, earlier(addDays(start, stay), setting.until)),
    reason,
    clinician: random.pick(setting.directory.clinicians),
    facility: random.pick(facilitiesOf(setting.directory, facilityKind(VISITS[key]))),
  };
}

function facilityKind(kind: VisitKind): Facility['kind'] {
  if (kind.claimType === 'institutional') return 'hospital';
  if (kind.claimType === 'oral') return 'dental';
  if (kind.claimType === 'vision') return 'vision';
  return 'clinic';
}
