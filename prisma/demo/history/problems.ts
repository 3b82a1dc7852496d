import type { Problem } from '../catalog/problem.ts';
import { EVERYDAY_PROBLEMS } from '../catalog/problems.ts';
import { SENSITIVE_PROBLEMS } from '../catalog/sensitive-problems.ts';
import { addDays, dateBetween, earlier, type IsoDate, yearOf } from '../dates.ts';
import type { Enrollee } from '../members.ts';
import type { Random } from '../random.ts';
import type { MemberProblem } from './history.ts';

/**
 * The problems of one member. The sensitive ones are dealt out by the member's place in the plan,
 * so that every one of them occurs in every plan; the places after the last have none, or one by chance.
 */
export function inventProblems(
  random: Random,
  enrollee: Enrollee,
  from: IsoDate,
  until: IsoDate,
): MemberProblem[] {
  const age = yearOf(until) - yearOf(enrollee.person.birthDate);
  const everyday = EVERYDAY_PROBLEMS.filter(
    ({ leastAge = 0, gender }) =>
      age >= leastAge && (gender === undefined || gender === enrollee.person.gender),
  );
  const chosen = random.sample(everyday, random.integer(2, age >= 60 ? 5 : 3));
  return [...chosen, ...sensitiveProblems(random.fork('sensitive'), enrollee)].map((problem) =>
    befall(random, problem, from, until),
  );
}

function sensitiveProblems(random: Random, enrollee: Enrollee): Problem[] {
  const own = SENSITIVE_PROBLEMS.slice(enrollee.place, enrollee.place + 1);
  const others = SENSITIVE_PROBLEMS.filter((problem) => !own.includes(problem));
  return random.chance(0.2) ? [...own, random.pick(others)] : own;
}

function befall(random: Random, problem: Problem, from: IsoDate, until: IsoDate): MemberProblem {
  const recorded = dateBetween(random, from, addDays(until, -120));
  const onset = problem.chronic
    ? addDays(recorded, -random.integer(0, 2000))
    : addDays(recorded, -random.integer(0, 10));
  const resolved = problem.chronic
    ? undefined
    : earlier(addDays(recorded, random.integer(10, 90)), until);
  return {
    conditionId: random.uuid(),
    problem,
    onset,
    recorded,
    resolved,
  };
}
