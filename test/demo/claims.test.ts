import { describe, expect, test } from 'vitest';
import type { Adjudication } from '../../prisma/demo/fhir/financial.ts';
import { ofType } from './worlds.ts';

const claims = ofType('ExplanationOfBenefit');

/** Cents by category; what is not told is nothing. */
function centsOf(adjudications: readonly Adjudication[]) {
  return (category: string) =>
    adjudications
      .filter((entry) => entry.category.coding?.[0]?.code === category)
      .reduce((sum, { amount }) => sum + Math.round(amount.value * 100), 0);
}

describe('the money of the demo claims', () => {
  test('adds up on every line and in every total', () => {
    const wrong = claims.filter(({ item, total }) =>
      [total, ...item.map(({ adjudication }) => adjudication)].some((adjudications) => {
        const cents = centsOf(adjudications);
        const shared =
          cents('deductible') + cents('copay') + cents('coinsurance') + cents('benefit');
        return (
          cents('submitted') !== cents('eligible') + cents('noncovered') ||
          cents('eligible') !== shared
        );
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('of a total is the sum of the lines, and the payment is the benefit', () => {
    const categories = ['submitted', 'eligible', 'benefit', 'copay', 'coinsurance', 'deductible'];
    const wrong = claims.filter(({ item, total, payment }) => {
      const all = centsOf(item.flatMap(({ adjudication }) => adjudication));
      const cents = centsOf(total);
      const paid = Math.round(payment.amount.value * 100);
      return paid !== cents('benefit') || categories.some((each) => all(each) !== cents(each));
    });
    expect(wrong).toEqual([]);
  });

  test('is told to the cent', () => {
    const amounts = claims.flatMap(({ total }) => total.map(({ amount }) => String(amount.value)));
    expect(amounts.filter((amount) => !/^\d+(\.\d{1,2})?$/.test(amount))).toEqual([]);
  });

  test('is nothing where a claim was denied, and a few were', () => {
    const denied = claims.filter(({ payment }) => payment.type.coding?.[0]?.code === 'denied');
    expect(denied.length).toBeGreaterThan(10);
    for (const { payment } of denied) expect(payment.amount.value).toBe(0);
  });

  test('is paid after the claim came in, which is after the service', () => {
    for (const { billablePeriod, created, payment } of claims) {
      if (billablePeriod?.end) expect(created > billablePeriod.end).toBe(true);
      expect(payment.date > created).toBe(true);
    }
  });
});
