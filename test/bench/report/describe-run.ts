import type { Machine } from './machine.ts';

/** A line that says where and when a run was made, and whether it was alone. */
export const describeRun = (machine: Machine, short: boolean): string =>
  `${machine.date}: ${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}, Node ` +
  `${machine.node}, PostgreSQL ${machine.postgres}. Load before the run: ${machine.loadBefore}` +
  `${machine.loadBefore >= 0.5 ? ', so others were at work too' : ''}.${short ? ' Short form.' : ''}`;
