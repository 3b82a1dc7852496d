import { expect, test } from 'vitest';
import { difference, median, percentile } from './statistics.ts';

test('a sample has the median and percentiles that one counts out', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(percentile([10, 20, 30, 40], 0.75)).toBe(40);
});

test('samples that are one and the same do not differ', () => {
  const sample = Array.from({ length: 100 }, (_, n) => 1 + (n % 10));
  expect(difference(sample, sample)).toMatchObject({ medians: 0, t: 0, z: 0, delta: 0 });
});

test('a sample that is half as slow again differs by just that', () => {
  const first = Array.from({ length: 100 }, (_, n) => 100 + (n % 7));
  const found = difference(
    first,
    first.map((value) => value * 1.5),
  );
  expect(found.medians).toBeCloseTo(0.5);
  expect(found.low).toBeGreaterThan(0.45);
  expect(found.high).toBeLessThan(0.55);
  expect(found.delta).toBe(1);
  // Every rank of the one is above every rank of the other: (mn/2) / sqrt(mn(m+n+1)/12).
  expect(found.z).toBeCloseTo(12.22, 1);
  expect(found.t).toBeGreaterThan(100);
});
