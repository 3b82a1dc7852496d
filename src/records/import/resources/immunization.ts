import { z } from 'zod';
import { dayOf, fhirDate, serviceDate } from '../fhir/dates.ts';
import { concept, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const immunization = kind({
  type: 'Immunization',
  table: 'immunization',
  columns: {
    status: 'text',
    vaccine_system: 'text',
    vaccine_code: 'text',
    vaccine_text: 'text',
    occurrence_date: 'date',
    lot_number: 'text',
  },
  schema: head.extend({
    status: z.string().optional(),
    vaccineCode: concept,
    patient: reference,
    encounter: reference.optional(),
    occurrenceDateTime: fhirDate.optional(),
    lotNumber: z.string().optional(),
    reasonCode: z.array(concept).optional(),
    reasonReference: z.array(reference).optional(),
  }),
  map: (resource) => {
    const vaccine = shown(resource.vaccineCode);
    return {
      member: resource.patient,
      serviceDate: serviceDate(resource.occurrenceDateTime),
      concepts: [resource.vaccineCode, ...(resource.reasonCode ?? [])],
      inherits: [resource.encounter, ...(resource.reasonReference ?? [])],
      row: {
        status: resource.status ?? null,
        vaccine_system: vaccine.system,
        vaccine_code: vaccine.code,
        vaccine_text: vaccine.text,
        occurrence_date: dayOf(resource.occurrenceDateTime),
        lot_number: resource.lotNumber ?? null,
      },
    };
  },
});
