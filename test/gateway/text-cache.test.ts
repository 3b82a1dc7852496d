import { expect, test } from 'vitest';
import { textCache } from '../../src/gateway/text-cache.ts';

test('texts that are asked once do not fill the memory, however long or many they are', () => {
  const cache = textCache(1_000_000, (_made: object, text) => text.length);
  for (let at = 0; at < 5_000; at += 1) {
    cache.set(`${at}`.padEnd(at % 2 ? 5 : 20_000), {});
    expect(cache.calculatedSize).toBeLessThanOrEqual(1_000_000);
  }
  expect(cache.size).toBeGreaterThan(10);
  expect(cache.get('4999 ')).toBeDefined();
  expect(cache.get('1    ')).toBeUndefined();
});
