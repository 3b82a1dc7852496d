import { z } from 'zod';
import type { Concept } from '../../terminology/code-systems.ts';
import { fhirDate, momentOf, period, serviceDate } from '../fhir/dates.ts';
import { concept, firstCode, head, quantity, reference, shown, wordsOf } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

const value = z.object({
  valueQuantity: quantity.optional(),
  valueCodeableConcept: concept.optional(),
  valueString: z.string().optional(),
  valueBoolean: z.boolean().optional(),
  valueInteger: z.number().optional(),
  valueDateTime: fhirDate.optional(),
});
type Value = z.infer<typeof value>;

const schema = head.extend(value.shape).extend({
  status: z.string().optional(),
  category: z.array(concept).optional(),
  code: concept,
  subject: reference,
  encounter: reference.optional(),
  effectiveDateTime: fhirDate.optional(),
  effectivePeriod: period.optional(),
  effectiveInstant: fhirDate.optional(),
  component: z.array(value.extend({ code: concept })).optional(),
  hasMember: z.array(reference).optional(),
  derivedFrom: z.array(reference).optional(),
});

export const observation = kind({
  type: 'Observation',
  table: 'observation',
  columns: {
    status: 'text',
    category_code: 'text',
    code_system: 'text',
    code_code: 'text',
    code_text: 'text',
    effective_at: 'timestamptz',
    value_quantity: 'numeric',
    value_unit: 'text',
    value_text: 'text',
    components: 'jsonb',
  },
  schema,
  map: (resource) => {
    const code = shown(resource.code);
    const components = resource.component ?? [];
    const effective =
      resource.effectiveDateTime ?? resource.effectiveInstant ?? resource.effectivePeriod?.start;
    return {
      member: resource.subject,
      serviceDate: serviceDate(effective),
      concepts: [
        resource.code,
        ...statementsOf(resource),
        ...components.flatMap((one) => [one.code, ...statementsOf(one)]),
      ],
      inherits: [
        resource.encounter,
        ...(resource.hasMember ?? []),
        ...(resource.derivedFrom ?? []),
      ],
      row: {
        status: resource.status ?? null,
        category_code: firstCode(resource.category?.[0]),
        code_system: code.system,
        code_code: code.code,
        code_text: code.text,
        effective_at: momentOf(effective),
        ...columnsOf(resource),
        components: components.map(componentOf),
      },
    };
  },
});

/** What a value states. Words without a code can say anything: "heroin withdrawal". */
function statementsOf(given: Value): Concept[] {
  const worded = given.valueString === undefined ? [] : [{ text: given.valueString }];
  return given.valueCodeableConcept ? [given.valueCodeableConcept, ...worded] : worded;
}

function columnsOf(given: Value) {
  const worded = given.valueString ?? given.valueBoolean?.toString() ?? given.valueDateTime ?? null;
  return {
    value_quantity: given.valueQuantity?.value ?? given.valueInteger ?? null,
    value_unit: given.valueQuantity?.unit ?? given.valueQuantity?.code ?? null,
    value_text: wordsOf(given.valueCodeableConcept) ?? worded,
  };
}

/** A component, as the column `components` keeps it: its code, and its value as text. */
function componentOf(given: Value & { readonly code: Concept }) {
  const { value_quantity, value_unit, value_text } = columnsOf(given);
  return {
    code: shown(given.code),
    value: value_quantity?.toString() ?? value_text,
    unit: value_unit,
  };
}
