import { expect } from 'vitest';

/** What something cost this process, which is the gateway's too. */
export type Effort<Result> = {
  readonly result: Result;
  readonly milliseconds: number;
  /** Processor time of all threads. */
  readonly cpuMilliseconds: number;
  /** By how much the resident memory had grown at the end. */
  readonly grownBytes: number;
};

/** Does something and measures it. */
export async function effortOf<Result>(what: () => Promise<Result>): Promise<Effort<Result>> {
  const memory = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await what();
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  const grownBytes = process.memoryUsage.rss() - memory;
  return { result, milliseconds, cpuMilliseconds: (user + system) / 1000, grownBytes };
}

/**
 * What one request may cost. Generous, for machines are shared; what grows without measure goes
 * beyond it all the same.
 */
const bounds = { milliseconds: 8_000, cpuMilliseconds: 2_000, grownBytes: 300 * 1024 * 1024 };

/** Does something, and expects that it costs no more than one request may. */
export async function withinBounds<Result>(what: () => Promise<Result>): Promise<Result> {
  const { result, milliseconds, cpuMilliseconds, grownBytes } = await effortOf(what);
  const told = `${milliseconds.toFixed()} ms, ${cpuMilliseconds.toFixed()} ms of CPU, ${grownBytes} bytes`;
  expect(milliseconds, told).toBeLessThan(bounds.milliseconds);
  expect(cpuMilliseconds, told).toBeLessThan(bounds.cpuMilliseconds);
  expect(grownBytes, told).toBeLessThan(bounds.grownBytes);
  return result;
}
