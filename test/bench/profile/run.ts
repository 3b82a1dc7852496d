import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Generator } from '../load/generator.ts';
import { type Duration, measureRound, postmasterPid } from '../measure/measure.ts';
import { warmUp } from '../measure/warm-up.ts';
import { startGoverned } from '../systems/governed.ts';
import type { Workload } from '../workloads/workload.ts';
import type { World } from '../world/world.ts';
import { aggregate, cpuProfile } from './aggregate.ts';
import { profileTables } from './tables.ts';

const kept = fileURLToPath(new URL('../../../.data/bench', import.meta.url));
const seconds = 15;

/**
 * Runs the gateway under a workload with V8's profiler on, keeps the profile in .data/bench, and
 * tells where the time went, by room and package and by function.
 */
export async function profileWorkload(options: {
  readonly workload: Workload;
  readonly world: World;
  readonly generator: Generator;
  readonly say: (text: string) => void;
}): Promise<string> {
  const { workload, world, generator, say } = options;
  await world.prepare(workload.database);
  const folder = await mkdtemp(join(tmpdir(), 'consent-gateway-bench-'));
  try {
    const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
    const system = await startGoverned(world, workload.database, nodeOptions);
    const plan = await workload.planFor('governed', world);
    const postmaster = await postmasterPid(world.postgres);
    const mode = { kind: 'closed', connections: 16 } as const;
    const run = (duration: Duration, seed: number) =>
      measureRound({ generator, system, plan, postmaster, mode, duration, seed });
    await warmUp(Math.max(...plan.rows), (seed) =>
      run({ warmSeconds: 0, seconds: 3, leastRequests: 30 }, seed),
    );
    const round = await run({ warmSeconds: 0.5, seconds, leastRequests: 100 }, 1_000);
    await system.stop();
    const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'));
    if (file === undefined) throw new Error('the gateway wrote no profile');
    await mkdir(kept, { recursive: true });
    const path = join(kept, `${workload.name}.cpuprofile`);
    await copyFile(join(folder, file), path);
    say(`profile: ${path}`);
    const profile = cpuProfile.parse(JSON.parse(await readFile(path, 'utf8')));
    // What came before is the start and V8's compiler.
    const shares = aggregate(profile, round.seconds * 1e6);
    const { serverCpu = Number.NaN, postgresCpu = Number.NaN, throughput } = round;
    return [
      `${workload.title}: ${throughput.toFixed(0)} requests/s; CPU a request: server ${serverCpu.toFixed(2)} ms, ` +
        `PostgreSQL ${postgresCpu.toFixed(2)} ms (with the profiler on).`,
      profileTables(shares, serverCpu),
    ].join('\n\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
