import { bareConcept, hl7Concept, SYSTEM } from '../catalog/systems.ts';
import { addDays, type IsoDate } from '../dates.ts';
import type { CodeableConcept } from '../fhir/datatypes.ts';
import type { ClaimItem, ExplanationOfBenefit } from '../fhir/financial.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { Facility } from '../history/directory.ts';
import type { History } from '../history/history.ts';
import type { Random } from '../random.ts';
import { adjudicationsOf, type Charge, dollars, shareOut, sumOf } from './claim-money.ts';

type ClaimType = 'professional' | 'institutional' | 'oral' | 'vision' | 'pharmacy';

/** One line of a claim before it is adjudicated; `submitted` in cents. */
export interface ClaimLine {
  readonly productOrService: CodeableConcept;
  readonly submitted: number;
  readonly rest: Omit<ClaimItem, 'sequence' | 'productOrService' | 'adjudication'>;
}

interface ClaimFacts {
  readonly id: string;
  readonly type: ClaimType;
  readonly start: IsoDate;
  readonly end: IsoDate;
  readonly provider: Facility;
  readonly lines: readonly ClaimLine[];
  readonly random: Random;
}

/** What only some claims have. */
type ClaimExtras = Pick<
  ExplanationOfBenefit,
  'meta' | 'subType' | 'diagnosis' | 'prescription' | 'careTeam' | 'supportingInfo'
>;

/** Of a hundred claims so many are denied. */
const DENIED = 0.04;

/**
 * A claim as the plan explains it to the member, in the style of CARIN Blue Button: received a few
 * days after the service, paid a few days after that.
 */
export function explanationOfBenefit(
  history: History,
  facts: ClaimFacts,
  extras: ClaimExtras,
): ExplanationOfBenefit {
  const { enrollee, directory, coverageId } = history;
  const denied = facts.random.chance(DENIED);
  const charges: Charge[] = [];
  const item = facts.lines.map((line, index): ClaimItem => {
    const charge = shareOut(facts.random, line.submitted, denied);
    charges.push(charge);
    return {
      sequence: index + 1,
      productOrService: line.productOrService,
      ...line.rest,
      adjudication: adjudicationsOf(charge),
    };
  });
  const total = sumOf(charges);
  const created = addDays(facts.end, facts.random.integer(1, 14));
  return {
    resourceType: 'ExplanationOfBenefit',
    id: facts.id,
    ...extras,
    identifier: [
      {
        type: bareConcept(SYSTEM.carinIdentifierType, 'uc'),
        system: `https://${enrollee.plan.slug}.example/claim-number`,
        value: `C${facts.start.replaceAll('-', '')}${facts.id.slice(0, 8).toUpperCase()}`,
      },
    ],
    status: 'active',
    type: hl7Concept('claim-type', facts.type),
    use: 'claim',
    patient: referenceTo('Patient', enrollee.member.patientId),
    billablePeriod: { start: facts.start, end: facts.end },
    created,
    insurer: referenceTo('Organization', directory.payer.id),
    provider: referenceTo('Organization', facts.provider.id),
    outcome: 'complete',
    insurance: [{ focal: true, coverage: referenceTo('Coverage', coverageId) }],
    item,
    total: adjudicationsOf(total),
    payment: {
      type: bareConcept(SYSTEM.carinPaymentStatus, denied ? 'denied' : 'paid'),
      date: addDays(created, facts.random.integer(3, 21)),
      amount: dollars(total.benefit),
    },
  };
}
