import { codeableConcept, date, decimal, quantity, text } from '../../consent/door/fields.ts';
import type { RecordKind } from '../../consent/door/record-kind.ts';

/** A prescription: FHIR MedicationRequest. */
export const medicationRequest: RecordKind = {
  name: 'MedicationRequest',
  plural: 'medicationRequests',
  perMember: 'many',
  description: 'A prescription: FHIR MedicationRequest.',
  table: 'medication_request',
  category: 'PHARMACY',
  dated: true,
  fields: {
    status: text('status', 'active, on-hold, cancelled, completed, stopped …'),
    intent: text('intent', 'proposal, plan, order …'),
    medication: codeableConcept('medication', 'What was prescribed.'),
    reason: codeableConcept('reason', 'What for.'),
    authoredOn: date('authored_on', 'When it was written.'),
    requester: text('requester', 'Who wrote it.'),
    dosage: text('dosage', 'How it is to be taken.'),
  },
};

/** A medication handed over: FHIR MedicationDispense. */
export const medicationDispense: RecordKind = {
  name: 'MedicationDispense',
  plural: 'medicationDispenses',
  perMember: 'many',
  description: 'A medication handed over: FHIR MedicationDispense.',
  table: 'medication_dispense',
  category: 'PHARMACY',
  dated: true,
  fields: {
    status: text('status', 'preparation, in-progress, completed …'),
    medication: codeableConcept('medication', 'What was handed over.'),
    whenHandedOver: date('when_handed_over', 'When.'),
    quantity: quantity('quantity', 'quantity_unit', 'How much.'),
    daysSupply: decimal('days_supply', 'For how many days.'),
    dosage: text('dosage', 'How it is to be taken.'),
  },
};
