import { bareConcept, hl7Concept, SYSTEM } from '../catalog/systems.ts';
import type { CodeableConcept, Money } from '../fhir/datatypes.ts';
import type { Adjudication } from '../fhir/financial.ts';
import type { Random } from '../random.ts';

/**
 * How one charge was shared out, in cents. Always
 * `submitted = eligible + noncovered` and `eligible = deductible + copay + coinsurance + benefit`.
 */
export interface Charge {
  readonly submitted: number;
  readonly eligible: number;
  readonly noncovered: number;
  readonly deductible: number;
  readonly copay: number;
  readonly coinsurance: number;
  readonly benefit: number;
}

const CATEGORIES: readonly { part: keyof Charge; category: CodeableConcept }[] = [
  { part: 'submitted', category: hl7Concept('adjudication', 'submitted') },
  { part: 'eligible', category: hl7Concept('adjudication', 'eligible') },
  { part: 'noncovered', category: bareConcept(SYSTEM.carinAdjudication, 'noncovered') },
  { part: 'deductible', category: hl7Concept('adjudication', 'deductible') },
  { part: 'copay', category: hl7Concept('adjudication', 'copay') },
  { part: 'coinsurance', category: bareConcept(SYSTEM.carinAdjudication, 'coinsurance') },
  { part: 'benefit', category: hl7Concept('adjudication', 'benefit') },
];

/** Shares out a charge given in cents. A denied one is not covered at all. */
export function shareOut(random: Random, submitted: number, denied: boolean): Charge {
  const eligible = denied ? 0 : Math.round(submitted * random.decimal(0.45, 0.9, 3));
  const deductible = random.chance(0.2) ? Math.min(eligible, random.integer(2000, 50_000)) : 0;
  const copay = Math.min(eligible - deductible, random.pick([0, 1000, 2000, 4500]));
  const rest = eligible - deductible - copay;
  const coinsurance = Math.round(rest * random.pick([0, 0.1, 0.2]));
  return {
    submitted,
    eligible,
    noncovered: submitted - eligible,
    deductible,
    copay,
    coinsurance,
    benefit: rest - coinsurance,
  };
}

/** The sum of several charges, part by part. */
export function sumOf(charges: readonly Charge[]): Charge {
  const total = (part: keyof Charge) => charges.reduce((sum, charge) => sum + charge[part], 0);
  return {
    submitted: total('submitted'),
    eligible: total('eligible'),
    noncovered: total('noncovered'),
    deductible: total('deductible'),
    copay: total('copay'),
    coinsurance: total('coinsurance'),
    benefit: total('benefit'),
  };
}

/** What a charge was split into is told only where it is something; the rest always. */
const ALWAYS_TOLD: readonly (keyof Charge)[] = ['submitted', 'eligible', 'benefit'];

/** A charge as FHIR adjudications. */
export function adjudicationsOf(charge: Charge): Adjudication[] {
  return CATEGORIES.filter(({ part }) => charge[part] > 0 || ALWAYS_TOLD.includes(part)).map(
    ({ part, category }) => ({ category, amount: dollars(charge[part]) }),
  );
}

/** Cents as FHIR Money in US dollars. */
export function dollars(cents: number): Money {
  return { value: cents / 100, currency: 'USD' };
}
