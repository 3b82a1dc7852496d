import { fullEffort, shortEffort } from './effort.ts';
import { startGenerator } from './load/generator.ts';
import { readOptions } from './options.ts';
import { runWorkload, type WorkloadResult } from './run-workload.ts';
import { workloads } from './workloads/all.ts';
import { makeWorld } from './world/world.ts';

const options = readOptions(process.argv.slice(2));
const say = (text: string) => void process.stderr.write(`${text}\n`);
const effort = options.short ? shortEffort : fullEffort;
const chosen = workloads.filter(({ name }) => options.only?.includes(name) ?? true);
const world = await makeWorld(effort.members, say);
const generator = startGenerator();
try {
  const results: WorkloadResult[] = [];
  for (const workload of chosen) {
    const systems = workload.systems.filter((name) => options.systems?.includes(name) ?? true);
    results.push(await runWorkload({ workload, systems, world, generator, effort, say }));
  }
  console.log(
    JSON.stringify(results.map(({ cells }) => Object.entries(cells).map(([n, c]) => [n, c.work]))),
  );
} finally {
  generator.stop();
  await world.stop();
}
