import { type Code, conceptOf, hl7Concept, loinc, SYSTEM } from '../catalog/systems.ts';
import { atHour } from '../dates.ts';
import type { Observation } from '../fhir/clinical.ts';
import type { Quantity } from '../fhir/datatypes.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History, Visit } from '../history/history.ts';

const BLOOD_PRESSURE = loinc('85354-9', 'Blood pressure');
const SYSTOLIC = loinc('8480-6', 'Systolic blood pressure');
const DIASTOLIC = loinc('8462-4', 'Diastolic blood pressure');
const WEIGHT = loinc('29463-7', 'Body weight');
const HEIGHT = loinc('8302-2', 'Body height');
const BODY_MASS_INDEX = loinc('39156-5', 'Body mass index');
const HEART_RATE = loinc('8867-4', 'Heart rate');

/**
 * Vital signs: blood pressure at most visits, and height, weight and heart rate at check-ups. The
 * values stay near the member's own.
 */
export function* vitalSigns(history: History): Iterable<Observation> {
  const random = history.random.fork('vital signs');
  const height = random.integer(152, 190);
  const usualWeight = random.decimal(56, 104, 1);
  const usualSystolic = random.integer(112, 142);
  for (const visit of history.visits) {
    if (visit.kind.claimType !== 'professional' || visit.kind.place !== '11') continue;
    const isCheckUp = visit.reason === undefined;
    const base = (code: Code) => vitalSign(history, visit, random.uuid(), code);
    if (isCheckUp || random.chance(0.5)) {
      const systolic = usualSystolic + random.integer(-8, 10);
      const diastolic = Math.round(systolic * 0.6) + random.integer(-4, 6);
      yield {
        ...base(BLOOD_PRESSURE),
        component: [
          { code: conceptOf(SYSTOLIC), valueQuantity: quantity(systolic, 'mm[Hg]') },
          { code: conceptOf(DIASTOLIC), valueQuantity: quantity(diastolic, 'mm[Hg]') },
        ],
      };
    }
    if (!isCheckUp) continue;
    const weight = Number((usualWeight + random.decimal(-3, 3, 1)).toFixed(1));
    const index = Number((weight / (height / 100) ** 2).toFixed(1));
    yield { ...base(WEIGHT), valueQuantity: quantity(weight, 'kg') };
    yield { ...base(BODY_MASS_INDEX), valueQuantity: quantity(index, 'kg/m2') };
    if (random.chance(0.3)) yield { ...base(HEIGHT), valueQuantity: quantity(height, 'cm') };
    if (random.chance(0.5)) {
      yield { ...base(HEART_RATE), valueQuantity: quantity(random.integer(56, 92), '/min') };
    }
  }
}

/** A quantity in a UCUM unit, shown as its code. */
export function quantity(value: number, unit: string): Quantity {
  return { value, unit, system: SYSTEM.ucum, code: unit };
}

function vitalSign(history: History, visit: Visit, id: string, code: Code): Observation {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    category: [hl7Concept('observation-category', 'vital-signs')],
    code: conceptOf(code),
    subject: referenceTo('Patient', history.enrollee.member.patientId),
    encounter: referenceTo('Encounter', visit.encounterId),
    effectiveDateTime: atHour(visit.start, 9, 40),
  };
}
