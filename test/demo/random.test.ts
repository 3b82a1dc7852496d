import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../prisma/demo/random.ts';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.bits());

describe('the demo random source', () => {
  test('gives the same sequence for the same name, and another for another', () => {
    expect(draw(new Random('a'), 50)).toEqual(draw(new Random('a'), 50));
    expect(draw(new Random('a'), 50)).not.toEqual(draw(new Random('b'), 50));
  });

  test('forks a sequence that does not depend on what was drawn before', () => {
    const drawn = new Random('a');
    draw(drawn, 17);
    expect(draw(drawn.fork('x'), 20)).toEqual(draw(new Random('a').fork('x'), 20));
  });

  test('stays within its bounds', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: -50, max: 50 }),
        fc.nat(100),
        (name, least, span) => {
          const random = new Random(name);
          const value = random.integer(least, least + span);
          expect(value).toBeGreaterThanOrEqual(least);
          expect(value).toBeLessThanOrEqual(least + span);
          expect(random.fraction()).toBeLessThan(1);
        },
      ),
    );
  });

  test('shuffles without losing or doubling anything', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (name, list) => {
        const byValue = (one: number, other: number) => one - other;
        expect(new Random(name).shuffle(list).sort(byValue)).toEqual([...list].sort(byValue));
      }),
    );
  });

  test('is spread evenly enough: each of ten digits a tenth of the time', () => {
    const counts = new Map<string, number>();
    for (const digit of new Random('even').digits(20_000)) {
      counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  test('writes UUIDs of version 4 form', () => {
    const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const random = new Random('ids');
    const ids = Array.from({ length: 1000 }, () => random.uuid());
    for (const id of ids) expect(id).toMatch(form);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says what is wrong when there is nothing to pick from', () => {
    expect(() => new Random('a').pick([])).toThrow('empty list');
  });
});
