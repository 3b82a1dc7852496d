import type { LoadPlan } from '../load/job.ts';
import type { SystemName } from '../systems/system.ts';
import type { DatabaseName, World } from '../world/world.ts';

/** A question, and how each system is asked it. */
export type Workload = {
  readonly name: string;
  readonly title: string;
  readonly database: DatabaseName;
  /** Those that can do it. */
  readonly systems: readonly SystemName[];
  planFor(system: SystemName, world: World): Promise<LoadPlan>;
};

/** A plan that only reads. */
export const reading = (plan: Pick<LoadPlan, 'reads' | 'marker' | 'rows'>): LoadPlan => ({
  ...plan,
  changeShare: 0,
  lanes: [],
  stateIn: '(?!)',
});
