import { z } from 'zod';
import { dayOf, fhirDate, period, serviceDate } from '../fhir/dates.ts';
import { concept, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const procedure = kind({
  type: 'Procedure',
  table: 'procedure',
  columns: {
    status: 'text',
    code_system: 'text',
    code_code: 'text',
    code_text: 'text',
    reason_system: 'text',
    reason_code: 'text',
    reason_text: 'text',
    performed_start: 'date',
    performed_end: 'date',
  },
  schema: head.extend({
    status: z.string().optional(),
    code: concept.optional(),
    subject: reference,
    encounter: reference.optional(),
    performedDateTime: fhirDate.optional(),
    performedPeriod: period.optional(),
    reasonCode: z.array(concept).optional(),
    reasonReference: z.array(reference).optional(),
    complication: z.array(concept).optional(),
  }),
  map: (resource) => {
    const code = shown(resource.code);
    const reason = shown(resource.reasonCode?.[0]);
    const start = resource.performedDateTime ?? resource.performedPeriod?.start;
    return {
      member: resource.subject,
      serviceDate: serviceDate(start),
      concepts: [
        resource.code ?? {},
        ...(resource.reasonCode ?? []),
        ...(resource.complication ?? []),
      ],
      inherits: [resource.encounter, ...(resource.reasonReference ?? [])],
      row: {
        status: resource.status ?? null,
        code_system: code.system,
        code_code: code.code,
        code_text: code.text,
        reason_system: reason.system,
        reason_code: reason.code,
        reason_text: reason.text,
        performed_start: dayOf(start),
        performed_end: dayOf(resource.performedPeriod?.end),
      },
    };
  },
});
