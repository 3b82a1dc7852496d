import { ElementFault } from '../faults.ts';
import { add, type Decimal, decimalOf, hundredths, zero } from './decimal.ts';
import type { Money } from './elements.ts';

/** Twelve digits before the point, as the columns have. */
const tooLarge = 10n ** 14n;

/**
 * An amount as stored: text with two decimals. More decimals, which sources that divide amounts
 * send, are rounded half to even, so that many roundings do not add up in one direction.
 *
 * @throws ElementFault when it has more than 12 digits before the point
 */
export function amountText(amount: Decimal, path: string): string {
  const cents = hundredths(amount);
  const size = cents < 0n ? -cents : cents;
  if (size >= tooLarge) {
    throw new ElementFault(path, 'an amount with more than 12 digits before the point');
  }
  const digits = size.toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The stored text of a FHIR Money; null without a value. */
export const moneyText = (given: Money | undefined, path: string): string | null =>
  given?.value === undefined ? null : amountText(decimalOf(given.value), path);

/** The exact sum of decimals. */
export const sum = (values: readonly Decimal[]): Decimal => values.reduce(add, zero);

/**
 * The one currency of several amounts; null when none says.
 *
 * @throws ElementFault when they differ: a record keeps one currency
 */
export function currencyOf(amounts: readonly (Money | undefined)[], path: string): string | null {
  const currencies = new Set(amounts.flatMap((one) => one?.currency ?? []));
  const [first, second] = currencies;
  if (second !== undefined) {
    throw new ElementFault(path, `amounts in both ${first} and ${second}: one currency a record`);
  }
  return first ?? null;
}
