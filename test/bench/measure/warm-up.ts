import type { Round } from './measure.ts';

/** V8 compiles what has run often: so many rows must have passed, and so many requests. */
const [leastRows, leastRequests, mostSeconds] = [40_000, 150, 60];

/**
 * Lets a server run until it gets no cheaper any more: until then what is measured is its compiler.
 * By CPU a request, which other work on the machine changes less than it changes throughput.
 *
 * @param rows how many one answer holds
 */
export async function warmUp(rows: number, round: (seed: number) => Promise<Round>): Promise<void> {
  const least = Math.max(leastRequests, leastRows / rows);
  let cheapest = Number.POSITIVE_INFINITY;
  let requests = 0;
  for (let seed = 0, took = 0; took < mostSeconds; seed += 1) {
    const { serverCpu = 1, completed, seconds } = await round(seed);
    requests += completed;
    took += seconds;
    if (requests >= least && serverCpu > cheapest * 0.93) return;
    cheapest = Math.min(cheapest, serverCpu);
  }
}
