import { z } from 'zod';
import { dayOf, fhirDate } from '../fhir/dates.ts';
import { concept, firstCode, money, shown, wordsOf } from '../fhir/elements.ts';
import { currencyOf, moneyText } from '../fhir/money.ts';
import { type Kind, kind, parts } from '../kind.ts';
import { type Amounts, adjudication, amounts, lineAmounts } from './claim-amounts.ts';
import {
  type ClaimElements,
  claimConcepts,
  claimInherits,
  claimSchema,
  claimServiceDate,
  claimTypeOf,
} from './claim-elements.ts';
import { claimDiagnosis, claimLine, columns, payment } from './claim-tables.ts';

/** FHIR Claim: what was asked for. */
export const claim: Kind = kind({
  type: 'Claim',
  table: 'claim',
  columns,
  schema: claimSchema.extend({ total: money.optional() }),
  map: (resource) =>
    mapped(
      'Claim',
      resource,
      amounts([], lineAdjudications(resource), 'Claim.total', resource.total),
      [],
    ),
});

const paymentElement = z.object({
  type: concept.optional(),
  date: fhirDate.optional(),
  amount: money.optional(),
});

/** FHIR ExplanationOfBenefit: what was asked for, allowed and paid. */
export const explanationOfBenefit: Kind = kind({
  type: 'ExplanationOfBenefit',
  table: 'claim',
  columns,
  schema: claimSchema.extend({
    total: adjudication.optional(),
    payment: paymentElement.optional(),
  }),
  map: (resource) =>
    mapped(
      'ExplanationOfBenefit',
      resource,
      amounts(
        [resource.total ?? [], resource.adjudication ?? []],
        lineAdjudications(resource),
        'ExplanationOfBenefit.total',
      ),
      resource.payment ? [paymentRow(resource.payment)] : [],
    ),
});

const lineAdjudications = (resource: ClaimElements) =>
  (resource.item ?? []).map((line) => line.adjudication ?? []);

function mapped(
  type: 'Claim' | 'ExplanationOfBenefit',
  resource: ClaimElements,
  total: Amounts,
  payments: ReturnType<typeof paymentRow>[],
) {
  const known = claimTypeOf(resource.type);
  return {
    member: resource.patient,
    serviceDate: claimServiceDate(resource),
    // A claim whose type nobody can tell may be one for medicines: not judged, so restricted.
    concepts: known === undefined ? [{}, ...claimConcepts(resource)] : claimConcepts(resource),
    inherits: claimInherits(resource),
    row: {
      resource_type: type,
      category: known === 'pharmacy' ? 'PHARMACY' : 'CLAIMS',
      status: resource.status ?? null,
      use: resource.use ?? null,
      type_code: known ?? firstCode(resource.type),
      identifier: resource.identifier?.find((one) => one.value !== undefined)?.value ?? null,
      billable_start: dayOf(resource.billablePeriod?.start),
      billable_end: dayOf(resource.billablePeriod?.end),
      created: dayOf(resource.created),
      outcome: resource.outcome ?? null,
      provider: resource.provider ?? null,
      insurer: resource.insurer ?? null,
      ...total,
    },
    parts: [
      parts(claimLine, lineRows(type, resource)),
      parts(claimDiagnosis, diagnosisRows(resource)),
      parts(payment, payments),
    ],
  };
}

const lineRows = (type: string, resource: ClaimElements) =>
  (resource.item ?? []).map((line, index) => {
    const service = shown(line.productOrService);
    return {
      sequence: line.sequence ?? index + 1,
      service_system: service.system,
      service_code: service.code,
      service_text: service.text,
      serviced_date: dayOf(line.servicedDate ?? line.servicedPeriod?.start),
      quantity: line.quantity?.value ?? null,
      ...lineAmounts(line.adjudication ?? [], `${type}.item[${index}].adjudication`, line.net),
    };
  });

const diagnosisRows = (resource: ClaimElements) =>
  (resource.diagnosis ?? []).map((one, index) => {
    const diagnosis = shown(one.diagnosisCodeableConcept);
    return {
      sequence: one.sequence ?? index + 1,
      diagnosis_system: diagnosis.system,
      diagnosis_code: diagnosis.code,
      diagnosis_text: diagnosis.text ?? one.diagnosisReference?.display ?? null,
      type: firstCode(one.type?.[0]) ?? wordsOf(one.type?.[0]),
    };
  });

const paymentRow = (given: z.infer<typeof paymentElement>) => ({
  type_code: firstCode(given.type),
  payment_date: dayOf(given.date),
  amount: moneyText(given.amount, 'ExplanationOfBenefit.payment.amount'),
  currency: currencyOf([given.amount], 'ExplanationOfBenefit.payment.amount'),
});
