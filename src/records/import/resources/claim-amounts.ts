import { z } from 'zod';
import { type Decimal, decimalOf } from '../fhir/decimal.ts';
import { concept, type Money, money } from '../fhir/elements.ts';
import { amountText, currencyOf, moneyText, sum } from '../fhir/money.ts';

export const adjudication = z.array(z.object({ category: concept, amount: money.optional() }));
type Adjudication = z.infer<typeof adjudication>;

/** What an amount is. The keys are the columns it is stored in. */
export type Amounts = {
  readonly submitted_amount: string | null;
  readonly allowed_amount: string | null;
  readonly paid_amount: string | null;
  readonly patient_amount: string | null;
  readonly currency: string | null;
};

const variables = 'https://bluebutton.cms.gov/resources/variables';

/**
 * Which adjudication categories make up each amount: the first group of which any is there counts,
 * and its members are added up. HL7 adjudication and CARIN C4BBAdjudication codes, and the
 * variables by which Blue Button 2.0 (and Synthea after it) writes them.
 */
const groups = {
  submitted: [['submitted'], [`${variables}/line_sbmtd_chrg_amt`]],
  allowed: [['eligible'], [`${variables}/line_alowd_chrg_amt`]],
  paid: [
    ['benefit'],
    ['paidtoprovider', 'paidtopatient'],
    [`${variables}/line_nch_pmt_amt`],
    [`${variables}/line_prvdr_pmt_amt`],
  ],
  patient: [
    ['memberliability'],
    ['copay', 'coinsurance', 'deductible'],
    ['paidbypatient'],
    [`${variables}/line_coinsrnc_amt`, `${variables}/line_bene_ptb_ddctbl_amt`],
  ],
} as const satisfies Record<string, readonly (readonly string[])[]>;
type Amount = keyof typeof groups;

function pick(given: Adjudication, amount: Amount): Decimal | undefined {
  for (const group of groups[amount]) {
    const members: ReadonlySet<string> = new Set(group);
    const values = given.flatMap(({ category, amount: one }) =>
      one?.value !== undefined && category.coding?.some(({ code }) => code && members.has(code))
        ? [decimalOf(one.value)]
        : [],
    );
    if (values.length > 0) return sum(values);
  }
  return undefined;
}

/** The amounts of one line. */
export const lineAmounts = (given: Adjudication, path: string, net?: Money): Amounts =>
  amounts([given], [], path, net);

/**
 * The amounts of a whole claim: from `total[]`, else from its own adjudication, else added up
 * over the lines, each amount for itself.
 *
 * @param headers in the order in which they are believed
 * @param net what was asked for, where no adjudication says: Claim.total, Claim.item.net
 * @throws ElementFault for amounts too large or in two currencies
 */
export function amounts(
  headers: readonly Adjudication[],
  lines: readonly Adjudication[],
  path: string,
  net?: Money,
): Amounts {
  const text = (amount: Amount): string | null => {
    for (const header of headers) {
      const found = pick(header, amount);
      if (found) return amountText(found, path);
    }
    const found = lines.flatMap((line) => pick(line, amount) ?? []);
    if (found.length > 0) return amountText(sum(found), path);
    return amount === 'submitted' ? moneyText(net, path) : null;
  };
  const all = [...headers, ...lines].flat().map((one) => one.amount);
  return {
    submitted_amount: text('submitted'),
    allowed_amount: text('allowed'),
    paid_amount: text('paid'),
    patient_amount: text('patient'),
    currency: currencyOf([...all, net], path),
  };
}
