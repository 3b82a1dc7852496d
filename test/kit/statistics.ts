/** How two samples of times differ. */
export type Difference = {
  /** Of the medians, relative to the first's: 0.2 is a fifth slower. */
  readonly medians: number;
  /** Bounds between which that lies, by percentile bootstrap, in 95 of 100 cases. */
  readonly low: number;
  readonly high: number;
  /** Welch's t: difference of the means in their standard errors. */
  readonly t: number;
  /** Mann and Whitney's rank test, normal approximation. */
  readonly z: number;
  /** Effect size, Cliff's delta: how much likelier the second is slower than faster, -1 to 1. */
  readonly delta: number;
};

/** The value that half of a sample lies below. */
export function median(sample: readonly number[]): number {
  return percentile(sample, 0.5);
}

/** The value that a share of a sample lies below. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Compares a second sample with a first. */
export function difference(first: readonly number[], second: readonly number[]): Difference {
  const relative = (a: readonly number[], b: readonly number[]) => median(b) / median(a) - 1;
  const resampled = Array.from({ length: 500 }, () => relative(resample(first), resample(second)));
  const [m, n] = [first.length, second.length];
  const u = ranksAbove(first, second);
  return {
    medians: relative(first, second),
    low: percentile(resampled, 0.025),
    high: percentile(resampled, 0.975),
    t: (mean(second) - mean(first)) / Math.sqrt(variance(first) / m + variance(second) / n),
    z: (u - (m * n) / 2) / Math.sqrt((m * n * (m + n + 1)) / 12),
    delta: (2 * u) / (m * n) - 1,
  };
}

const mean = (sample: readonly number[]) =>
  sample.reduce((sum, value) => sum + value, 0) / sample.length;

function variance(sample: readonly number[]): number {
  const centre = mean(sample);
  return (
    sample.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, sample.length - 1)
  );
}

const resample = (sample: readonly number[]) =>
  sample.map(() => sample[Math.floor(Math.random() * sample.length)] ?? Number.NaN);

/** U: of all pairs, in how many the second is the larger; ties count half. */
function ranksAbove(first: readonly number[], second: readonly number[]): number {
  const sorted = first.toSorted((a, b) => a - b);
  return second.reduce((sum, value) => {
    const below = countBelow(sorted, (one) => one < value);
    const upTo = countBelow(sorted, (one) => one <= value);
    return sum + below + (upTo - below) / 2;
  }, 0);
}

/** How many lead a sorted list for which something holds. */
function countBelow(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(sorted[middle] ?? Number.NaN)) from = middle + 1;
    else to = middle;
  }
  return from;
}
