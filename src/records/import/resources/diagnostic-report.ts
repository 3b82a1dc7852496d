import { z } from 'zod';
import { fhirDate, momentOf, period, serviceDate } from '../fhir/dates.ts';
import { concept, firstCode, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const diagnosticReport = kind({
  type: 'DiagnosticReport',
  table: 'diagnostic_report',
  columns: {
    status: 'text',
    category_code: 'text',
    code_system: 'text',
    code_code: 'text',
    code_text: 'text',
    effective_at: 'timestamptz',
    conclusion: 'text',
  },
  schema: head.extend({
    status: z.string().optional(),
    category: z.array(concept).optional(),
    code: concept,
    subject: reference.optional(),
    encounter: reference.optional(),
    effectiveDateTime: fhirDate.optional(),
    effectivePeriod: period.optional(),
    result: z.array(reference).optional(),
    conclusion: z.string().optional(),
    conclusionCode: z.array(concept).optional(),
  }),
  map: (resource) => {
    const code = shown(resource.code);
    const effective = resource.effectiveDateTime ?? resource.effectivePeriod?.start;
    const concluded = resource.conclusionCode ?? [];
    // A conclusion in words alone is a statement of its own, which the report's code does not judge.
    const worded =
      resource.conclusion !== undefined && concluded.length === 0
        ? [{ text: resource.conclusion }]
        : [];
    return {
      member: resource.subject ?? {},
      serviceDate: serviceDate(effective),
      concepts: [resource.code, ...concluded, ...worded],
      inherits: [resource.encounter, ...(resource.result ?? [])],
      row: {
        status: resource.status ?? null,
        category_code: firstCode(resource.category?.[0]),
        code_system: code.system,
        code_code: code.code,
        code_text: code.text,
        effective_at: momentOf(effective),
        conclusion: resource.conclusion ?? null,
      },
    };
  },
});
