import { z } from 'zod';
import { dayOf, fhirDate, period, serviceDate } from '../fhir/dates.ts';
import { concept, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const documentReference = kind({
  type: 'DocumentReference',
  table: 'document_reference',
  columns: {
    status: 'text',
    type_system: 'text',
    type_code: 'text',
    type_text: 'text',
    date: 'date',
    title: 'text',
    content_type: 'text',
  },
  schema: head.extend({
    status: z.string().optional(),
    type: concept.optional(),
    subject: reference.optional(),
    date: fhirDate.optional(),
    content: z
      .array(
        z.object({
          attachment: z.object({
            contentType: z.string().optional(),
            title: z.string().optional(),
          }),
        }),
      )
      .optional(),
    context: z
      .object({
        encounter: z.array(reference).optional(),
        event: z.array(concept).optional(),
        period: period.optional(),
      })
      .optional(),
  }),
  map: (resource) => {
    const type = shown(resource.type);
    const attachment = resource.content?.[0]?.attachment;
    const covered = resource.context?.period;
    return {
      member: resource.subject ?? {},
      // A period without a start is no date; the document's own date is a fallback for no period.
      serviceDate: serviceDate(covered === undefined ? resource.date : covered.start),
      concepts: [resource.type ?? {}, ...(resource.context?.event ?? [])],
      inherits: resource.context?.encounter ?? [],
      row: {
        status: resource.status ?? null,
        type_system: type.system,
        type_code: type.code,
        type_text: type.text,
        date: dayOf(resource.date),
        title: attachment?.title ?? null,
        content_type: attachment?.contentType ?? null,
      },
    };
  },
});
