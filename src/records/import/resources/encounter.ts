import { z } from 'zod';
import { momentOf, period, serviceDate } from '../fhir/dates.ts';
import { coding, concept, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const encounter = kind({
  type: 'Encounter',
  table: 'encounter',
  columns: {
    status: 'text',
    class_code: 'text',
    type_system: 'text',
    type_code: 'text',
    type_text: 'text',
    reason_system: 'text',
    reason_code: 'text',
    reason_text: 'text',
    started_at: 'timestamptz',
    ended_at: 'timestamptz',
    service_provider: 'provider',
  },
  schema: head.extend({
    status: z.string().optional(),
    class: coding.optional(),
    type: z.array(concept).optional(),
    subject: reference,
    period: period.optional(),
    reasonCode: z.array(concept).optional(),
    reasonReference: z.array(reference).optional(),
    diagnosis: z.array(z.object({ condition: reference })).optional(),
    serviceProvider: reference.optional(),
  }),
  map: (resource) => {
    const type = shown(resource.type?.[0]);
    const reason = shown(resource.reasonCode?.[0]);
    return {
      member: resource.subject,
      serviceDate: serviceDate(resource.period?.start),
      concepts: [...(resource.type ?? []), ...(resource.reasonCode ?? [])],
      inherits: [
        ...(resource.reasonReference ?? []),
        ...(resource.diagnosis ?? []).map((one) => one.condition),
      ],
      row: {
        status: resource.status ?? null,
        class_code: resource.class?.code ?? null,
        type_system: type.system,
        type_code: type.code,
        type_text: type.text,
        reason_system: reason.system,
        reason_code: reason.code,
        reason_text: reason.text,
        started_at: momentOf(resource.period?.start),
        ended_at: momentOf(resource.period?.end),
        service_provider: resource.serviceProvider ?? null,
      },
    };
  },
});
