import { addDays, type IsoDate } from '../dates.ts';
import type { Enrollee } from '../members.ts';
import type { Random } from '../random.ts';
import type { Directory } from './directory.ts';
import type { History } from './history.ts';
import { inventPrescriptions } from './prescriptions.ts';
import { inventProblems } from './problems.ts';
import { inventVisits, type VisitSetting } from './visits.ts';

/** Claims take weeks to be paid: the last visit lies so many days back, and no date lies in the future. */
const DAYS_TO_PAY = 40;

/**
 * The history of one member, from the effective date until a few weeks before `today`. A member who
 * is not effective yet has none: no problem, no visit, no prescription.
 */
export function inventHistory(
  random: Random,
  enrollee: Enrollee,
  directory: Directory,
  today: IsoDate,
): History {
  const own = random.fork(`history of ${enrollee.member.patientId}`);
  const from = enrollee.member.effectiveFrom;
  const until = addDays(today, -DAYS_TO_PAY);
  const base = { enrollee, directory, from, until, coverageId: own.fork('coverage').uuid() };
  if (from > until) return { ...base, problems: [], visits: [], prescriptions: [], random: own };
  const problems = inventProblems(own.fork('problems'), enrollee, from, until);
  const straddlesFloor = enrollee.place % 2 === 0;
  const setting: VisitSetting = { random: own, directory, from, until, problems, straddlesFloor };
  return {
    ...base,
    problems,
    visits: inventVisits(setting),
    prescriptions: inventPrescriptions(setting),
    random: own,
  };
}
