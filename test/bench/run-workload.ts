import { databaseOf } from './database-of.ts';
import type { Effort } from './effort.ts';
import type { Generator } from './load/generator.ts';
import type { LoadMode, LoadPlan } from './load/job.ts';
import { measureRound, postmasterPid, type Round } from './measure/measure.ts';
import { countWork, type DatabaseWork } from './measure/statements.ts';
import { spreadOf } from './measure/statistics.ts';
import { warmUp } from './measure/warm-up.ts';
import { starters } from './systems/all.ts';
import type { RunningSystem, SystemName } from './systems/system.ts';
import type { Workload } from './workloads/workload.ts';
import type { World } from './world/world.ts';

/** What one system did under one workload. */
export type Cell = {
  readonly closed16: readonly Round[];
  readonly closed64: readonly Round[];
  readonly open: readonly Round[];
  /** Of one request, on average. */
  readonly work: DatabaseWork;
};
export type WorkloadResult = {
  readonly name: string;
  readonly title: string;
  /** Requests a second of the open loop. */
  readonly openRate: number;
  readonly cells: Readonly<Partial<Record<SystemName, Cell>>>;
};

type Contender = { system: RunningSystem; plan: LoadPlan; work: DatabaseWork };

const warmUpRound = { warmSeconds: 0, seconds: 1.5, leastRequests: 30 };

/** Starts all systems of a workload, lets each answer in turn, round after round, and stops them. */
export async function runWorkload(options: {
  readonly workload: Workload;
  readonly systems: readonly SystemName[];
  readonly world: World;
  readonly generator: Generator;
  readonly effort: Effort;
  readonly say: (text: string) => void;
}): Promise<WorkloadResult> {
  const { workload, systems, world, generator, effort, say } = options;
  await world.prepare(workload.database);
  const postmaster = await postmasterPid(world.postgres);
  const contenders: Contender[] = [];
  const asked = async (
    { system, plan }: Pick<Contender, 'system' | 'plan'>,
    mode: LoadMode,
    duration: Effort['round'],
    seed: number,
  ) => {
    const round = await measureRound({
      ...{ generator, system, postmaster, plan, mode, duration, seed },
    });
    if (round.errors > 0) {
      say(`WRONG: ${workload.name}, ${system.name}: ${round.errors} errors: ${round.firstError}`);
    }
    return round;
  };
  const inTurn = async (mode: LoadMode, rounds: number) => {
    const found = new Map<SystemName, Round[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const contender of rotated(contenders, round)) {
        const measured = await asked(contender, mode, effort.round, 1_000 + round);
        const { name } = contender.system;
        found.set(name, [...(found.get(name) ?? []), measured]);
        say(`${workload.name} ${mode.kind} ${round + 1}/${rounds} ${name}: ${describe(measured)}`);
      }
    }
    return found;
  };

  try {
    for (const name of systems) {
      const system = await starters[name](world, workload.database);
      const plan = await workload.planFor(name, world);
      contenders.push({ system, plan, work: await workOf(name, system, plan) });
    }
    for (const one of contenders) {
      await warmUp(Math.max(...one.plan.rows), (seed) =>
        asked(one, { kind: 'closed', connections: 16 }, warmUpRound, seed),
      );
    }
    const closed16 = await inTurn({ kind: 'closed', connections: 16 }, effort.rounds.closed16);
    const closed64 = await inTurn({ kind: 'closed', connections: 64 }, effort.rounds.closed64);
    const slowest = Math.min(...[...closed16.values()].map((rounds) => medianThroughput(rounds)));
    const openRate = Math.max(1, Math.round(slowest * 0.6));
    const open = await inTurn({ kind: 'open', rate: openRate }, effort.rounds.open);
    const cells = contenders.map(({ system: { name }, work }) => [
      name,
      {
        closed16: closed16.get(name) ?? [],
        closed64: closed64.get(name) ?? [],
        open: open.get(name) ?? [],
        work,
      },
    ]);
    const { name, title } = workload;
    return { name, title, openRate, cells: Object.fromEntries(cells) };
  } finally {
    for (const { system } of contenders) await system.stop();
  }

  async function workOf(name: SystemName, system: RunningSystem, plan: LoadPlan) {
    const requests = 40;
    const database = databaseOf(name, workload.database);
    await asked({ system, plan }, { kind: 'count', requests: 8 }, effort.round, 7);
    const read = await countWork(world.postgres, database);
    await asked({ system, plan }, { kind: 'count', requests }, effort.round, 8);
    const { statements, rowsSent, rowsRead, appends, entries } = await read();
    // Whoever owes an entry and writes none does not do what it is measured for.
    if ((name === 'governed' || name === 'postgraphile-duties') && entries < requests) {
      throw new Error(`${name} disclosed ${workload.name} and wrote ${entries} entries`);
    }
    return {
      statements: statements / requests,
      rowsSent: rowsSent / requests,
      rowsRead: rowsRead / requests,
      appends: appends / requests,
      entries: entries / requests,
    };
  }
}

const medianThroughput = (rounds: readonly Round[]) =>
  spreadOf(rounds.map(({ throughput }) => throughput)).median;

/** Nobody always goes first. */
const rotated = <Item>(items: readonly Item[], by: number): Item[] => {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
};

const describe = ({
  throughput,
  p50,
  p99,
  serverCpu = Number.NaN,
  postgresCpu = Number.NaN,
}: Round) =>
  `${throughput.toFixed(0)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ` +
  `CPU ${serverCpu.toFixed(2)} + ${postgresCpu.toFixed(2)} ms`;
