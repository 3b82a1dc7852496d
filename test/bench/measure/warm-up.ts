import type { Round } from './measure.ts';

/**
 * Lets a server run until it gets no cheaper any more: until then what is measured is its compiler.
 * By CPU a request, which other work on the machine changes less than it changes throughput.
 */
export async function warmUp(round: (seed: number) => Promise<Round>): Promise<void> {
  const mostRounds = 12;
  let before = Number.POSITIVE_INFINITY;
  let requests = 0;
  for (let at = 0; at < mostRounds; at += 1) {
    const { serverCpu, completed } = await round(at);
    requests += completed;
    const now = serverCpu ?? Number.NaN;
    const settled = Number.isNaN(now) ? at >= 3 : now > before * 0.93;
    if (settled && requests >= 150) return;
    before = Math.min(before, now);
  }
}
