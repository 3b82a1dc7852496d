/** An exact decimal: `units` times ten to the power of minus `scale`. */
export type Decimal = { readonly units: bigint; readonly scale: number };

const pattern = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d{1,3}))?$/;

/**
 * A number from JSON as an exact decimal. It passed through a double on its way here; the shortest
 * text of a double is the text that was sent for up to 15 digits, and amounts have 14 at most.
 */
export function decimalOf(value: number): Decimal {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    pattern.exec(String(value)) ?? [];
  const units = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** The exact sum. */
export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export const zero: Decimal = { units: 0n, scale: 0 };

const unitsAt = ({ units, scale }: Decimal, wanted: number): bigint =>
  units * 10n ** BigInt(wanted - scale);

/** Hundredths, rounded half to even. */
export function hundredths({ units, scale }: Decimal): bigint {
  if (scale <= 2) return unitsAt({ units, scale }, 2);
  const divisor = 10n ** BigInt(scale - 2);
  const size = units < 0n ? -units : units;
  const whole = size / divisor;
  const twice = (size % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && whole % 2n === 1n);
  const rounded = up ? whole + 1n : whole;
  return units < 0n ? -rounded : rounded;
}
