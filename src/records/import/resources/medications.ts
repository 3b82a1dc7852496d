import { z } from 'zod';
import { dayOf, fhirDate, serviceDate } from '../fhir/dates.ts';
import { concept, head, quantity, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

const medication = {
  medicationCodeableConcept: concept.optional(),
  /** To a contained Medication; any other is not held, so that nobody can judge it. */
  medicationReference: reference.optional(),
  dosageInstruction: z.array(z.object({ text: z.string().optional() })).optional(),
};
const medicationColumns = {
  medication_system: 'text',
  medication_code: 'text',
  medication_text: 'text',
  dosage: 'text',
} as const;

const medicationSchema = z.object(medication);

function medicationRow(resource: z.infer<typeof medicationSchema>) {
  const { system, code, text } = shown(resource.medicationCodeableConcept);
  const dosage = (resource.dosageInstruction ?? []).flatMap((one) => one.text ?? []);
  return {
    medication_system: system,
    medication_code: code,
    medication_text: text ?? resource.medicationReference?.display ?? null,
    dosage: dosage.length > 0 ? dosage.join('; ') : null,
  };
}

export const medicationRequest = kind({
  type: 'MedicationRequest',
  table: 'medication_request',
  columns: {
    ...medicationColumns,
    status: 'text',
    intent: 'text',
    reason_system: 'text',
    reason_code: 'text',
    reason_text: 'text',
    authored_on: 'date',
    requester: 'provider',
  },
  schema: head.extend(medication).extend({
    status: z.string().optional(),
    intent: z.string().optional(),
    subject: reference,
    encounter: reference.optional(),
    authoredOn: fhirDate.optional(),
    requester: reference.optional(),
    reasonCode: z.array(concept).optional(),
    reasonReference: z.array(reference).optional(),
  }),
  map: (resource) => {
    const reason = shown(resource.reasonCode?.[0]);
    return {
      member: resource.subject,
      serviceDate: serviceDate(resource.authoredOn),
      concepts: [resource.medicationCodeableConcept, ...(resource.reasonCode ?? [])],
      inherits: [
        resource.medicationReference,
        resource.encounter,
        ...(resource.reasonReference ?? []),
      ],
      row: {
        ...medicationRow(resource),
        status: resource.status ?? null,
        intent: resource.intent ?? null,
        reason_system: reason.system,
        reason_code: reason.code,
        reason_text: reason.text,
        authored_on: dayOf(resource.authoredOn),
        requester: resource.requester ?? null,
      },
    };
  },
});

export const medicationDispense = kind({
  type: 'MedicationDispense',
  table: 'medication_dispense',
  columns: {
    ...medicationColumns,
    status: 'text',
    when_handed_over: 'date',
    quantity: 'numeric',
    quantity_unit: 'text',
    days_supply: 'numeric',
  },
  schema: head.extend(medication).extend({
    status: z.string().optional(),
    subject: reference.optional(),
    context: reference.optional(),
    authorizingPrescription: z.array(reference).optional(),
    quantity: quantity.optional(),
    daysSupply: quantity.optional(),
    whenPrepared: fhirDate.optional(),
    whenHandedOver: fhirDate.optional(),
  }),
  map: (resource) => ({
    member: resource.subject ?? {},
    serviceDate: serviceDate(resource.whenHandedOver ?? resource.whenPrepared),
    concepts: [resource.medicationCodeableConcept],
    inherits: [
      resource.medicationReference,
      resource.context,
      ...(resource.authorizingPrescription ?? []),
    ],
    row: {
      ...medicationRow(resource),
      status: resource.status ?? null,
      when_handed_over: dayOf(resource.whenHandedOver),
      quantity: resource.quantity?.value ?? null,
      quantity_unit: resource.quantity?.unit ?? resource.quantity?.code ?? null,
      days_supply: resource.daysSupply?.value ?? null,
    },
  }),
});
