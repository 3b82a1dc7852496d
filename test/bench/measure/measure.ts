import type { Generator } from '../load/generator.ts';
import type { Job, LoadMode, LoadPlan, LoadResult } from '../load/job.ts';
import type { RunningSystem } from '../systems/system.ts';
import type { BenchPostgres } from '../world/postgres.ts';
import { cpuUsed, parentOf } from './cpu.ts';

/** One round of one system. CPU is milliseconds a request. */
export type Round = LoadResult & {
  readonly throughput: number;
  readonly serverCpu: number | undefined;
  readonly postgresCpu: number | undefined;
};

/** The process that all backends are children of. */
export async function postmasterPid(postgres: BenchPostgres): Promise<number> {
  const { rows } = await postgres.run('postgres', 'select pg_backend_pid() as pid');
  const { rows: own } = await postgres.run(
    'postgres',
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  );
  return parentOf(own[0]?.pid ?? rows[0].pid);
}

/** How long a round takes, seconds. */
export type Duration = Pick<Job, 'warmSeconds' | 'seconds' | 'leastRequests'>;

/** Lets the generator ask one system for a while, and counts the CPU that this takes. */
export async function measureRound(options: {
  readonly generator: Generator;
  readonly system: RunningSystem;
  readonly postmaster: number;
  readonly plan: LoadPlan;
  readonly mode: LoadMode;
  readonly duration: Duration;
  readonly seed: number;
}): Promise<Round> {
  const { generator, system, postmaster, plan, mode, duration, seed } = options;
  const used = () => cpuUsed(system.pid, postmaster);
  let before = used();
  let after = before;
  const result = await generator.run(
    { port: system.port, plan, mode, ...duration, seed },
    {
      measuring: () => {
        before = used();
      },
      measured: () => {
        after = used();
      },
    },
  );
  const share = (which: 'server' | 'postgres') =>
    before && after ? (after[which] - before[which]) / result.completed : undefined;
  return {
    ...result,
    throughput: result.completed / result.seconds,
    serverCpu: share('server'),
    postgresCpu: share('postgres'),
  };
}
