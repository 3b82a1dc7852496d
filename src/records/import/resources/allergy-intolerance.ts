import { z } from 'zod';
import { dayOf, fhirDate, period, serviceDate, undated } from '../fhir/dates.ts';
import { concept, firstCode, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

const schema = head.extend({
  clinicalStatus: concept.optional(),
  verificationStatus: concept.optional(),
  type: z.string().optional(),
  criticality: z.string().optional(),
  code: concept.optional(),
  patient: reference,
  onsetDateTime: fhirDate.optional(),
  onsetPeriod: period.optional(),
  onsetAge: z.unknown().optional(),
  onsetRange: z.unknown().optional(),
  onsetString: z.unknown().optional(),
  recordedDate: fhirDate.optional(),
  reaction: z
    .array(z.object({ substance: concept.optional(), manifestation: z.array(concept).optional() }))
    .optional(),
});

export const allergyIntolerance = kind({
  type: 'AllergyIntolerance',
  table: 'allergy_intolerance',
  columns: {
    clinical_status: 'text',
    verification_status: 'text',
    type: 'text',
    criticality: 'text',
    code_system: 'text',
    code_code: 'text',
    code_text: 'text',
    recorded_date: 'date',
  },
  schema,
  map: (resource) => {
    const code = shown(resource.code);
    return {
      member: resource.patient,
      serviceDate: dateOf(resource),
      concepts: [
        resource.code ?? {},
        ...(resource.reaction ?? []).flatMap((one) => [
          one.substance,
          ...(one.manifestation ?? []),
        ]),
      ],
      // An allergy outlasts the encounter that noted it: see condition.ts.
      inherits: [],
      row: {
        clinical_status: firstCode(resource.clinicalStatus),
        verification_status: firstCode(resource.verificationStatus),
        type: resource.type ?? null,
        criticality: resource.criticality ?? null,
        code_system: code.system,
        code_code: code.code,
        code_text: code.text,
        recorded_date: dayOf(resource.recordedDate),
      },
    };
  },
});

function dateOf(resource: z.infer<typeof schema>): string {
  if (resource.onsetDateTime !== undefined) return serviceDate(resource.onsetDateTime);
  if (resource.onsetPeriod !== undefined) return serviceDate(resource.onsetPeriod.start);
  const worded = resource.onsetAge ?? resource.onsetRange ?? resource.onsetString;
  return worded === undefined ? serviceDate(resource.recordedDate) : undated;
}
