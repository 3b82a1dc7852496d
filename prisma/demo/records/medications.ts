import type { Medication } from '../catalog/medications.ts';
import { type Code, conceptOf, SYSTEM } from '../catalog/systems.ts';
import { atHour } from '../dates.ts';
import type { MedicationDispense, MedicationRequest } from '../fhir/clinical.ts';
import type { CodeableConcept, Quantity } from '../fhir/datatypes.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History, Prescription } from '../history/history.ts';
import { metaFor, reasonFor } from './reasons.ts';

/** The prescriptions, each followed by its fills. */
export function* medicationResources(
  history: History,
): Iterable<MedicationRequest | MedicationDispense> {
  for (const prescription of history.prescriptions) {
    yield request(history, prescription);
    yield* dispenses(history, prescription);
  }
}

/** What one fill hands over. */
export function quantityOf({ quantity, unit }: Medication): Quantity {
  return { value: quantity, unit };
}

/** How long one fill lasts. */
export function daysSupplyOf({ daysSupply }: Medication): Quantity {
  return { value: daysSupply, unit: 'days', system: SYSTEM.ucum, code: 'd' };
}

/** The medication as prescribers code it: RxNorm. */
function medicationConcept({ rxnorm, text }: Medication): CodeableConcept {
  const [first, ...others]: readonly Code[] = rxnorm;
  return first ? conceptOf(first, ...others) : { text };
}

function request(history: History, prescription: Prescription): MedicationRequest {
  const { medication, reason, fills } = prescription;
  return {
    resourceType: 'MedicationRequest',
    id: prescription.requestId,
    ...metaFor(reason),
    status: reason.problem.chronic ? 'active' : 'completed',
    intent: 'order',
    medicationCodeableConcept: medicationConcept(medication),
    subject: referenceTo('Patient', history.enrollee.member.patientId),
    authoredOn: prescription.authored,
    requester: referenceTo('Practitioner', prescription.clinician.id),
    ...reasonFor(reason),
    dosageInstruction: [{ text: medication.dosage }],
    dispenseRequest: {
      numberOfRepeatsAllowed: Math.max(0, fills.length - 1),
      quantity: quantityOf(medication),
      expectedSupplyDuration: daysSupplyOf(medication),
    },
  };
}

function* dispenses(history: History, prescription: Prescription): Iterable<MedicationDispense> {
  const { medication, reason, requestId, pharmacy } = prescription;
  for (const { dispenseId, date } of prescription.fills) {
    yield {
      resourceType: 'MedicationDispense',
      id: dispenseId,
      ...metaFor(reason),
      status: 'completed',
      medicationCodeableConcept: medicationConcept(medication),
      subject: referenceTo('Patient', history.enrollee.member.patientId),
      performer: [{ actor: referenceTo('Organization', pharmacy.id) }],
      authorizingPrescription: [referenceTo('MedicationRequest', requestId)],
      quantity: quantityOf(medication),
      daysSupply: daysSupplyOf(medication),
      whenHandedOver: atHour(date, 16, 20),
      dosageInstruction: [{ text: medication.dosage }],
    };
  }
}
