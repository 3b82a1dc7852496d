import type { Duration } from './measure/measure.ts';

/** How much is measured. */
export type Effort = {
  readonly members: number;
  /** Rounds of each system at 16 connections, at 64, and at a fixed rate. */
  readonly rounds: { readonly closed16: number; readonly closed64: number; readonly open: number };
  readonly round: Duration;
};

export const fullEffort: Effort = {
  members: 1_000,
  rounds: { closed16: 5, closed64: 3, open: 3 },
  round: { warmSeconds: 0.5, seconds: 4, leastRequests: 100 },
};
export const shortEffort: Effort = {
  members: 200,
  rounds: { closed16: 3, closed64: 1, open: 1 },
  round: { warmSeconds: 0.3, seconds: 1.5, leastRequests: 40 },
};
