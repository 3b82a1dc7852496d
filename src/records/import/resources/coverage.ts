import { z } from 'zod';
import { dayOf, period, serviceDate } from '../fhir/dates.ts';
import {
  codesOf,
  concept,
  head,
  money,
  quantity,
  reference,
  shown,
  wordsOf,
} from '../fhir/elements.ts';
import { moneyText } from '../fhir/money.ts';
import { kind, parts } from '../kind.ts';

const coverageClass = 'http://terminology.hl7.org/CodeSystem/coverage-class';

const schema = head.extend({
  status: z.string().optional(),
  type: concept.optional(),
  subscriberId: z.string().optional(),
  beneficiary: reference,
  relationship: concept.optional(),
  period: period.optional(),
  payor: z.array(reference).optional(),
  class: z
    .array(z.object({ type: concept, value: z.string(), name: z.string().optional() }))
    .optional(),
  network: z.string().optional(),
  costToBeneficiary: z
    .array(
      z.object({
        type: concept.optional(),
        valueMoney: money.optional(),
        valueQuantity: quantity.optional(),
      }),
    )
    .optional(),
});

const benefit = {
  table: 'benefit',
  parent: 'coverage_id',
  dated: false,
  columns: {
    sequence: 'integer',
    type_system: 'text',
    type_code: 'text',
    type_text: 'text',
    network: 'text',
    amount: 'numeric',
    currency: 'text',
    quantity: 'numeric',
    quantity_unit: 'text',
  },
} as const;

export const coverage = kind({
  type: 'Coverage',
  table: 'coverage',
  clinical: false,
  columns: {
    status: 'text',
    type_system: 'text',
    type_code: 'text',
    type_text: 'text',
    subscriber_id: 'text',
    relationship: 'text',
    payor: 'provider',
    group_number: 'text',
    group_name: 'text',
    plan_code: 'text',
    plan_name: 'text',
    rx_bin: 'text',
    rx_pcn: 'text',
    rx_group: 'text',
    period_start: 'date',
    period_end: 'date',
  },
  schema,
  map: (resource) => {
    const type = shown(resource.type);
    const classOf = (code: string) =>
      resource.class?.find((one) => codesOf(one.type, coverageClass).includes(code));
    return {
      member: resource.beneficiary,
      // Being covered is no service; the gateway does not judge it by date.
      // No date of service: the gateway does not judge coverage by date, it only lists it by this.
      serviceDate: serviceDate(resource.period?.start),
      concepts: [],
      inherits: [],
      row: {
        status: resource.status ?? null,
        type_system: type.system,
        type_code: type.code,
        type_text: type.text,
        subscriber_id: resource.subscriberId ?? null,
        relationship: wordsOf(resource.relationship),
        payor: resource.payor?.[0] ?? null,
        group_number: classOf('group')?.value ?? null,
        group_name: classOf('group')?.name ?? null,
        plan_code: classOf('plan')?.value ?? null,
        plan_name: classOf('plan')?.name ?? null,
        rx_bin: classOf('rxbin')?.value ?? null,
        rx_pcn: classOf('rxpcn')?.value ?? null,
        rx_group: classOf('rxgroup')?.value ?? null,
        period_start: dayOf(resource.period?.start),
        period_end: dayOf(resource.period?.end),
      },
      parts: [parts(benefit, benefitRows(resource))],
    };
  },
});

const benefitRows = (resource: z.infer<typeof schema>) =>
  (resource.costToBeneficiary ?? []).map((cost, index) => {
    const type = shown(cost.type);
    return {
      sequence: index + 1,
      type_system: type.system,
      type_code: type.code,
      type_text: type.text,
      network: resource.network ?? null,
      amount: moneyText(cost.valueMoney, `Coverage.costToBeneficiary[${index}].valueMoney`),
      currency: cost.valueMoney?.currency ?? null,
      quantity: cost.valueQuantity?.value ?? null,
      quantity_unit: cost.valueQuantity?.unit ?? cost.valueQuantity?.code ?? null,
    };
  });
