import type { DatabaseName, World } from '../world/world.ts';

/** What is measured. The names stand in reports and in `--only`. */
export const systemNames = [
  'governed',
  'ungoverned',
  'postgraphile-duties',
  'postgraphile',
  'hand-written',
] as const;
export type SystemName = (typeof systemNames)[number];

export type RunningSystem = {
  readonly name: SystemName;
  readonly port: number;
  /** The server's process. */
  readonly pid: number;
  stop(): Promise<void>;
};

/** Starts a system on one of the run's databases. */
export type StartSystem = (
  world: World,
  database: DatabaseName,
  nodeOptions?: readonly string[],
) => Promise<RunningSystem>;

/** What each is, in the report's words. */
export const titles: Record<SystemName, string> = {
  governed: 'governed',
  ungoverned: 'ungoverned self',
  'postgraphile-duties': 'PostGraphile 5, same duties',
  postgraphile: 'PostGraphile 5, no policy',
  'hand-written': 'hand-written',
};
