import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { BenchPostgres } from '../world/postgres.ts';

/** Where and when it was measured; no names of hosts or people. */
export type Machine = {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  readonly date: string;
  /** Processes that wanted a core before the run began: above 0, others were at work too. */
  readonly loadBefore: number;
};

/** Describes this machine; called before the run, for the load of others. */
export async function describeMachine(postgres: BenchPostgres, load: number): Promise<Machine> {
  const { rows } = await postgres.run('postgres', 'show server_version');
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    postgres: String(rows[0].server_version),
    date: new Date().toISOString().slice(0, 10),
    loadBefore: load,
  };
}

/** The load of the last minute. */
export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;
