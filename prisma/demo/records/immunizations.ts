import { type Code, conceptOf } from '../catalog/systems.ts';
import { INFLUENZA, SINGLE_VACCINES } from '../catalog/vaccines.ts';
import { addDays, addYears, dateBetween, type IsoDate, later, yearOf } from '../dates.ts';
import type { Immunization } from '../fhir/clinical.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';

/** Influenza in most autumns, and the single vaccines that the member's age calls for. */
export function* immunizationResources(history: History): Iterable<Immunization> {
  const random = history.random.fork('immunizations');
  const { from, until, enrollee } = history;
  const given = (vaccine: Code, date: IsoDate): Immunization => ({
    resourceType: 'Immunization',
    id: random.uuid(),
    status: 'completed',
    vaccineCode: conceptOf(vaccine),
    patient: referenceTo('Patient', enrollee.member.patientId),
    occurrenceDateTime: date,
    primarySource: true,
  });
  for (let year = yearOf(from); year <= yearOf(until); year += 1) {
    const date = addDays(`${year}-09-15`, random.integer(0, 70));
    if (date >= from && date <= until && random.chance(0.55)) yield given(INFLUENZA, date);
  }
  for (const { code, since, leastAge } of SINGLE_VACCINES) {
    const start = later(later(from, since), addYears(enrollee.person.birthDate, leastAge));
    if (start <= until && random.chance(0.5)) yield given(code, dateBetween(random, start, until));
  }
}
