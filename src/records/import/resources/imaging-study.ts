import { z } from 'zod';
import { fhirDate, momentOf, serviceDate } from '../fhir/dates.ts';
import { coding, concept, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const imagingStudy = kind({
  type: 'ImagingStudy',
  table: 'imaging_study',
  columns: {
    status: 'text',
    modality_system: 'text',
    modality_code: 'text',
    modality_text: 'text',
    body_site_system: 'text',
    body_site_code: 'text',
    body_site_text: 'text',
    started_at: 'timestamptz',
    description: 'text',
  },
  schema: head.extend({
    status: z.string().optional(),
    modality: z.array(coding).optional(),
    subject: reference,
    encounter: reference.optional(),
    started: fhirDate.optional(),
    procedureReference: reference.optional(),
    procedureCode: z.array(concept).optional(),
    reasonCode: z.array(concept).optional(),
    reasonReference: z.array(reference).optional(),
    description: z.string().optional(),
    series: z
      .array(z.object({ modality: coding.optional(), bodySite: coding.optional() }))
      .optional(),
  }),
  map: (resource) => {
    const series = resource.series ?? [];
    const sites = series.flatMap((one) => one.bodySite ?? []);
    const modalities = [
      ...(resource.modality ?? []),
      ...series.flatMap((one) => one.modality ?? []),
    ];
    const modality = shown({ coding: modalities.slice(0, 1) });
    const site = shown({ coding: sites.slice(0, 1) });
    return {
      member: resource.subject,
      serviceDate: serviceDate(resource.started),
      concepts: [
        ...[...modalities, ...sites].map((one) => ({ coding: [one] })),
        ...(resource.procedureCode ?? []),
        ...(resource.reasonCode ?? []),
      ],
      inherits: [
        resource.encounter,
        resource.procedureReference,
        ...(resource.reasonReference ?? []),
      ],
      row: {
        status: resource.status ?? null,
        modality_system: modality.system,
        modality_code: modality.code,
        modality_text: modality.text,
        body_site_system: site.system,
        body_site_code: site.code,
        body_site_text: site.text,
        started_at: momentOf(resource.started),
        description: resource.description ?? null,
      },
    };
  },
});
