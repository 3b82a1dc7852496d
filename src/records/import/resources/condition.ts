import { z } from 'zod';
import { dayOf, fhirDate, period, serviceDate, undated } from '../fhir/dates.ts';
import { concept, firstCode, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

const schema = head.extend({
  clinicalStatus: concept.optional(),
  verificationStatus: concept.optional(),
  category: z.array(concept).optional(),
  code: concept.optional(),
  subject: reference,
  onsetDateTime: fhirDate.optional(),
  onsetPeriod: period.optional(),
  onsetAge: z.unknown().optional(),
  onsetRange: z.unknown().optional(),
  onsetString: z.unknown().optional(),
  abatementDateTime: fhirDate.optional(),
  recordedDate: fhirDate.optional(),
  evidence: z.array(z.object({ code: z.array(concept).optional() })).optional(),
});

export const condition = kind({
  type: 'Condition',
  table: 'condition',
  columns: {
    clinical_status: 'text',
    verification_status: 'text',
    category_code: 'text',
    code_system: 'text',
    code_code: 'text',
    code_text: 'text',
    onset_date: 'date',
    abatement_date: 'date',
    recorded_date: 'date',
  },
  schema,
  map: (resource) => {
    const code = shown(resource.code);
    const onset = resource.onsetDateTime ?? resource.onsetPeriod?.start;
    return {
      member: resource.subject,
      serviceDate: dateOf(resource),
      concepts: [
        resource.code ?? {},
        ...(resource.evidence ?? []).flatMap((one) => one.code ?? []),
      ],
      // A condition outlasts the encounter that noted it, and is judged by itself alone: else one
      // sensitive encounter would label every later claim for a harmless condition noted there.
      inherits: [],
      row: {
        clinical_status: firstCode(resource.clinicalStatus),
        verification_status: firstCode(resource.verificationStatus),
        category_code: firstCode(resource.category?.[0]),
        code_system: code.system,
        code_code: code.code,
        code_text: code.text,
        onset_date: dayOf(onset),
        abatement_date: dayOf(resource.abatementDateTime),
        recorded_date: dayOf(resource.recordedDate),
      },
    };
  },
});

function dateOf(resource: z.infer<typeof schema>): string {
  if (resource.onsetDateTime !== undefined) return serviceDate(resource.onsetDateTime);
  if (resource.onsetPeriod !== undefined) return serviceDate(resource.onsetPeriod.start);
  // An age or a word dates the onset, though not to a day; the day of recording may be years later.
  const worded = resource.onsetAge ?? resource.onsetRange ?? resource.onsetString;
  return worded === undefined ? serviceDate(resource.recordedDate) : undated;
}
