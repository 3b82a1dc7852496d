import { conceptOf, hl7Concept, snomed } from '../catalog/systems.ts';
import { dateBetween } from '../dates.ts';
import type { AllergyIntolerance, Condition, Procedure } from '../fhir/clinical.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';
import { conditionReference, metaFor, problemConcept } from './reasons.ts';

const ALLERGENS = [
  snomed('91936005', 'Allergy to penicillin'),
  snomed('91935009', 'Allergy to peanut'),
  snomed('300916003', 'Allergy to latex'),
  snomed('419474003', 'Allergy to mould'),
  snomed('232347008', 'Allergy to animal dander'),
];

const SCREENINGS = [
  snomed('73761001', 'Colonoscopy'),
  snomed('430193006', 'Medication reconciliation'),
  snomed('395142003', 'Allergy screening'),
];

/** The Condition of every problem. Some onsets are known by the year or the month only. */
export function* conditionResources(history: History): Iterable<Condition> {
  for (const entry of history.problems) {
    const random = history.random.fork(`condition ${entry.conditionId}`);
    const known = entry.problem.chronic ? random.pick([4, 7, 10, 10, 10]) : 10;
    yield {
      resourceType: 'Condition',
      id: entry.conditionId,
      ...metaFor(entry),
      clinicalStatus: hl7Concept('condition-clinical', entry.resolved ? 'resolved' : 'active'),
      verificationStatus: hl7Concept('condition-ver-status', 'confirmed'),
      category: [hl7Concept('condition-category', 'problem-list-item')],
      code: problemConcept(entry),
      subject: referenceTo('Patient', history.enrollee.member.patientId),
      onsetDateTime: entry.onset.slice(0, known),
      abatementDateTime: entry.resolved,
      recordedDate: entry.recorded,
    };
  }
}

/** Up to two allergies; one in five was written down without a date. */
export function* allergyResources(history: History): Iterable<AllergyIntolerance> {
  if (history.problems.length === 0) return;
  const random = history.random.fork('allergies');
  for (const allergen of random.sample(ALLERGENS, random.pick([0, 1, 1, 2]))) {
    yield {
      resourceType: 'AllergyIntolerance',
      id: random.uuid(),
      clinicalStatus: hl7Concept('allergyintolerance-clinical', 'active'),
      verificationStatus: hl7Concept('allergyintolerance-verification', 'confirmed'),
      criticality: random.pick(['low', 'low', 'high']),
      code: conceptOf(allergen),
      patient: referenceTo('Patient', history.enrollee.member.patientId),
      recordedDate: random.chance(0.2)
        ? undefined
        : dateBetween(random, history.from, history.until),
    };
  }
}

/** What was done about each problem, and a screening every few years. */
export function* procedureResources(history: History): Iterable<Procedure> {
  const random = history.random.fork('procedures');
  const subject = referenceTo('Patient', history.enrollee.member.patientId);
  for (const visit of history.visits) {
    const done = visit.reason?.problem.procedure;
    if (visit.reason && done && random.chance(0.5)) {
      yield {
        resourceType: 'Procedure',
        id: random.uuid(),
        ...metaFor(visit.reason),
        status: 'completed',
        code: conceptOf(done),
        subject,
        encounter: referenceTo('Encounter', visit.encounterId),
        performedDateTime: visit.start,
        reasonReference: [conditionReference(visit.reason)],
      };
    }
    if (
      visit.reason === undefined &&
      visit.kind.claimType === 'professional' &&
      random.chance(0.3)
    ) {
      yield {
        resourceType: 'Procedure',
        id: random.uuid(),
        status: 'completed',
        code: conceptOf(random.pick(SCREENINGS)),
        subject,
        encounter: referenceTo('Encounter', visit.encounterId),
        performedPeriod: { start: visit.start, end: visit.end },
      };
    }
  }
}
