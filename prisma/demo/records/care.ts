import { bareConcept, type Code, conceptOf, hl7Concept, snomed } from '../catalog/systems.ts';
import type { CarePlan, CareTeam, Device, Goal } from '../fhir/clinical.ts';
import { referenceTo, referenceToResource } from '../fhir/resource.ts';
import type { History, MemberProblem } from '../history/history.ts';
import { conditionReference, metaFor } from './reasons.ts';

const PRIMARY_CARE_PHYSICIAN = snomed('446050000', 'Primary care physician');
const NURSE = snomed('224535009', 'Registered nurse');
const CARE_PLAN = snomed('734163000', 'Care plan');

/** Plan, team and goal for a member's first chronic problems, and the devices they use at home. */
export function* careResources(history: History): Iterable<CarePlan | CareTeam | Goal | Device> {
  const chronic = history.problems.filter(({ problem }) => problem.chronic);
  if (chronic.length === 0) return;
  const team = careTeam(history);
  yield team;
  for (const entry of chronic.slice(0, 3)) {
    const goal = goalFor(history, entry);
    if (goal) yield goal;
    yield carePlan(history, entry, team, goal);
    if (entry.problem.device) yield device(history, entry, entry.problem.device);
  }
}

function careTeam({ enrollee, directory, random, from }: History): CareTeam {
  const own = random.fork('care team');
  const [physician, nurse] = own.shuffle(directory.clinicians);
  const roles = [
    { role: PRIMARY_CARE_PHYSICIAN, clinician: physician },
    { role: NURSE, clinician: nurse },
  ];
  return {
    resourceType: 'CareTeam',
    id: own.uuid(),
    status: 'active',
    name: 'Primary care team',
    subject: referenceTo('Patient', enrollee.member.patientId),
    period: { start: from },
    participant: roles.flatMap(({ role, clinician }) =>
      clinician
        ? [{ role: [conceptOf(role)], member: referenceTo('Practitioner', clinician.id) }]
        : [],
    ),
  };
}

/** One goal in four has no date. */
function goalFor(history: History, entry: MemberProblem): Goal | undefined {
  const own = history.random.fork(`goal ${entry.conditionId}`);
  if (!entry.problem.goal) return undefined;
  return {
    resourceType: 'Goal',
    id: own.uuid(),
    lifecycleStatus: 'active',
    description: conceptOf(entry.problem.goal),
    subject: referenceTo('Patient', history.enrollee.member.patientId),
    startDate: own.chance(0.25) ? undefined : entry.recorded,
    addresses: [conditionReference(entry)],
  };
}

function carePlan(
  history: History,
  entry: MemberProblem,
  team: CareTeam,
  goal: Goal | undefined,
): CarePlan {
  return {
    resourceType: 'CarePlan',
    id: history.random.fork(`care plan ${entry.conditionId}`).uuid(),
    ...metaFor(entry),
    status: 'active',
    intent: 'plan',
    category: [
      bareConcept('http://hl7.org/fhir/us/core/CodeSystem/careplan-category', 'assess-plan'),
      conceptOf(CARE_PLAN),
    ],
    title: 'Care plan',
    subject: referenceTo('Patient', history.enrollee.member.patientId),
    period: { start: entry.recorded },
    careTeam: [referenceToResource(team)],
    addresses: [conditionReference(entry)],
    ...(goal && { goal: [referenceToResource(goal)] }),
  };
}

function device(history: History, entry: MemberProblem, type: Code): Device {
  const own = history.random.fork(`device ${entry.conditionId}`);
  return {
    resourceType: 'Device',
    id: own.uuid(),
    identifier: [
      {
        type: hl7Concept('v2-0203', 'SNO'),
        system: 'https://devices.example/serial-number',
        value: `D${own.digits(8)}`,
      },
    ],
    status: 'active',
    type: conceptOf(type),
    manufactureDate: entry.recorded,
    patient: referenceTo('Patient', history.enrollee.member.patientId),
  };
}
