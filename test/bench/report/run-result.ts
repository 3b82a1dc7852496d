import type { GrowthResult } from '../growth/growth.ts';
import type { WorkloadResult } from '../run-workload.ts';
import type { Machine } from './machine.ts';

/** All that one run found; kept as JSON beside the page that is made of it. */
export type RunResult = {
  readonly machine: Machine;
  readonly short: boolean;
  readonly workloads: readonly WorkloadResult[];
  readonly growth: GrowthResult | undefined;
};
