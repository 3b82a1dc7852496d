import fc, { type GeneratorValue } from 'fast-check';

/** Random choices, every one drawn by fast-check, so that a seed repeats them and failures shrink. */
export type Dice = {
  /** 0 to `count` - 1. */
  below(count: number): number;
  /** Whether something of this likelihood, in percent, happens. */
  chance(percent: number): boolean;
  one<T>(list: readonly T[]): T;
  /** Each of them with even odds, in their order. */
  some<T>(list: readonly T[]): T[];
};

const evenBelow = (count: number) => fc.noBias(fc.nat(Math.max(count, 1) - 1));

/** Dice for the inside of a property: hand it what `fc.gen()` gives. */
export function diceOf(generate: GeneratorValue): Dice {
  const below = (count: number) => generate(evenBelow, count);
  return {
    below,
    // The unlikely end is 0, where shrinking goes: a shrunk case has less in it.
    chance: (percent) => below(100) >= 100 - percent,
    one: <T>(list: readonly T[]): T => {
      const found = list[below(list.length)];
      if (found === undefined) throw new Error('nothing to choose from');
      return found;
    },
    some: <T>(list: readonly T[]): T[] => list.filter(() => below(2) === 1),
  };
}

/** Dice for what is made once, such as a world. */
export function diceFrom(seed: number): Dice {
  const [generate] = fc.sample(fc.gen(), { seed, numRuns: 1 });
  if (generate === undefined) throw new Error('fast-check drew nothing');
  return diceOf(generate);
}
