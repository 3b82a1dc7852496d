import { z } from 'zod';
import type { Concept } from '../../terminology/code-systems.ts';
import { earliestServiceDate, fhirDate, period, serviceDate } from '../fhir/dates.ts';
import {
  codesOf,
  concept,
  head,
  identifier,
  money,
  quantity,
  reference,
} from '../fhir/elements.ts';
import { adjudication } from './claim-amounts.ts';

const service = z.object({ productOrService: concept.optional() });

const item = service.extend({
  sequence: z.number().int().optional(),
  servicedDate: fhirDate.optional(),
  servicedPeriod: period.optional(),
  quantity: quantity.optional(),
  net: money.optional(),
  encounter: z.array(reference).optional(),
  adjudication: adjudication.optional(),
  detail: z.array(service.extend({ subDetail: z.array(service).optional() })).optional(),
});

/** What Claim and ExplanationOfBenefit have in common, as far as it is used. */
export const claimSchema = head.extend({
  identifier: z.array(identifier).optional(),
  status: z.string().optional(),
  type: concept.optional(),
  use: z.string().optional(),
  patient: reference,
  billablePeriod: period.optional(),
  created: fhirDate.optional(),
  insurer: reference.optional(),
  provider: reference.optional(),
  prescription: reference.optional(),
  claim: reference.optional(),
  outcome: z.string().optional(),
  diagnosis: z
    .array(
      z.object({
        sequence: z.number().int().optional(),
        diagnosisCodeableConcept: concept.optional(),
        diagnosisReference: reference.optional(),
        type: z.array(concept).optional(),
      }),
    )
    .optional(),
  procedure: z
    .array(
      z.object({
        procedureCodeableConcept: concept.optional(),
        procedureReference: reference.optional(),
      }),
    )
    .optional(),
  supportingInfo: z.array(z.object({ valueReference: reference.optional() })).optional(),
  item: z.array(item).optional(),
  addItem: z.array(service).optional(),
  adjudication: adjudication.optional(),
});
export type ClaimElements = z.infer<typeof claimSchema>;

const claimType = 'http://terminology.hl7.org/CodeSystem/claim-type';
const medical = ['institutional', 'professional', 'oral', 'vision'];

/** The one type of a claim; undefined where it is missing, unknown or contradicts itself. */
export function claimTypeOf(type: Concept | undefined): string | undefined {
  const known = codesOf(type, claimType).filter(
    (code) => code === 'pharmacy' || medical.includes(code),
  );
  const [first, ...others] = new Set(known);
  return others.length === 0 ? first : undefined;
}

/**
 * The date of service: `billablePeriod.start`. Without a billable period, the earliest line.
 * Never `created`: the day of billing may lie years after the service.
 */
export function claimServiceDate({ billablePeriod, item: items }: ClaimElements): string {
  if (billablePeriod) return serviceDate(billablePeriod.start);
  return earliestServiceDate(
    // A line with an open period is incomplete, and makes the claim undated.
    (items ?? []).flatMap(
      (one) => one.servicedDate ?? (one.servicedPeriod ? (one.servicedPeriod.start ?? '') : []),
    ),
  );
}

/** Everything that a claim states: every diagnosis, procedure, line and part of a line. */
export function claimConcepts(claim: ClaimElements): (Concept | undefined)[] {
  return [
    ...(claim.diagnosis ?? []).map((one) =>
      one.diagnosisReference ? one.diagnosisCodeableConcept : (one.diagnosisCodeableConcept ?? {}),
    ),
    ...(claim.procedure ?? []).map((one) =>
      one.procedureReference ? one.procedureCodeableConcept : (one.procedureCodeableConcept ?? {}),
    ),
    ...(claim.item ?? []).flatMap((line) => [
      line.productOrService ?? {},
      ...(line.detail ?? []).flatMap((detail) => [
        detail.productOrService ?? {},
        ...(detail.subDetail ?? []).map((sub) => sub.productOrService ?? {}),
      ]),
    ]),
    ...(claim.addItem ?? []).map((line) => line.productOrService ?? {}),
  ];
}

/** Every record whose labels a claim takes: its diagnoses, encounters, prescription, own claim. */
export function claimInherits(claim: ClaimElements) {
  return [
    claim.claim,
    claim.prescription,
    ...(claim.diagnosis ?? []).map((one) => one.diagnosisReference),
    ...(claim.procedure ?? []).map((one) => one.procedureReference),
    ...(claim.supportingInfo ?? []).map((one) => one.valueReference),
    ...(claim.item ?? []).flatMap((one) => one.encounter ?? []),
  ];
}
