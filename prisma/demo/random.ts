import { createHash } from 'node:crypto';

/**
 * A seeded source of randomness: the same name gives the same sequence on every machine.
 *
 * The generator is xoshiro128** (Blackman and Vigna, 2018), its 128 bits of state taken from the
 * SHA-256 of the name. `fork` names a new, independent sequence, so that drawing more in one place
 * does not shift what is drawn in another.
 *
 * Not for secrets: whoever knows the name knows the sequence.
 */
export class Random {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(name: string) {
    this.#name = name;
    const digest = createHash('sha256').update(name).digest();
    this.#a = digest.readUInt32LE(0);
    this.#b = digest.readUInt32LE(4);
    this.#c = digest.readUInt32LE(8);
    this.#d = digest.readUInt32LE(12);
  }

  /** An independent sequence named after this one; the same whatever was drawn before. */
  fork(label: string): Random {
    return new Random(`${this.#name}/${label}`);
  }

  /** The next 32 bits, as an unsigned integer. */
  bits(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** A number from `least` to `most`, rounded to so many decimals. */
  decimal(least: number, most: number, decimals: number): number {
    return Number((least + this.fraction() * (most - least)).toFixed(decimals));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the list. Throws a RangeError when the list is empty. */
  pick<T>(list: readonly T[]): T {
    // A loop, because `list[index]` may be undefined to the compiler even where T is not.
    for (const value of list.slice(this.integer(0, list.length - 1))) return value;
    throw new RangeError('Random.pick was given an empty list; give it at least one value.');
  }

  /** The list in a random order, as a new array (Fisher and Yates). */
  shuffle<T>(list: readonly T[]): T[] {
    const rest = [...list];
    const shuffled: T[] = [];
    while (rest.length > 0) shuffled.push(...rest.splice(this.integer(0, rest.length - 1), 1));
    return shuffled;
  }

  /** So many different members of the list, or all of them when there are fewer. */
  sample<T>(list: readonly T[], count: number): T[] {
    return this.shuffle(list).slice(0, count);
  }

  /** So many decimal digits. */
  digits(count: number): string {
    return Array.from({ length: count }, () => this.integer(0, 9)).join('');
  }

  /** A UUID of version 4 form (RFC 9562, section 5.4). */
  uuid(): string {
    const hex = Array.from({ length: 4 }, () => this.bits().toString(16).padStart(8, '0')).join('');
    const variant = this.pick(['8', '9', 'a', 'b']);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }
}

function rotateLeft(value: number, count: number): number {
  return (value << count) | (value >>> (32 - count));
}
