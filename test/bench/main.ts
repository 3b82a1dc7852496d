import { fullEffort, shortEffort } from './effort.ts';
import { measureGrowth } from './growth/measure.ts';
import { installPeers } from './install-peers.ts';
import { measureLedger } from './ledger/measure.ts';
import { fullLedger, shortLedger } from './ledger/result.ts';
import { startGenerator } from './load/generator.ts';
import { readOptions, usage } from './options.ts';
import { profileWorkload } from './profile/run.ts';
import { ledgerPage } from './report/ledger-page.ts';
import { describeMachine, loadNow } from './report/machine.ts';
import { markdownOf } from './report/markdown.ts';
import { writeLedgerReport, writeReport } from './report/write.ts';
import { runWorkload, type WorkloadResult } from './run-workload.ts';
import { workloads } from './workloads/all.ts';
import { makeWorld } from './world/world.ts';

/** `npm run bench`. */
async function main(argv: readonly string[]): Promise<number> {
  const { short, only, systems, profile } = readOptions(argv);
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const known = [...workloads.map(({ name }) => name), 'growth', 'ledger'];
  const unknown = [...(only ?? []), ...(profile ? [profile] : [])].find(
    (name) => !known.includes(name),
  );
  if (unknown !== undefined) throw new TypeError(`no ${unknown}; there are ${known.join(', ')}`);

  const load = loadNow();
  const effort = short ? shortEffort : fullEffort;
  const alone = only?.join() === 'ledger';
  const peers = profile === undefined && !alone && (await installPeers(say));
  const world = await makeWorld(profile === undefined ? effort.members : shortEffort.members, say);
  const generator = startGenerator();
  try {
    const machine = await describeMachine(world.postgres, load);
    if (profile !== undefined) {
      const workload = workloads.find(({ name }) => name === profile);
      if (workload === undefined) throw new TypeError(`no profile of ${profile}`);
      console.log(await profileWorkload({ workload, world, generator, say }));
      return 0;
    }
    if (only?.includes('ledger') ?? true) {
      const ledgerEffort = short ? shortLedger : fullLedger;
      const ledger = await measureLedger({ world, effort: ledgerEffort, say });
      const run = { machine, short, ledger };
      console.log(ledgerPage(run));
      say(`written to ${await writeLedgerReport(run, !short)}`);
      if (alone) return 0;
    }
    const results: WorkloadResult[] = [];
    for (const workload of workloads.filter(({ name }) => only?.includes(name) ?? true)) {
      const measured = workload.systems.filter(
        (name) => (systems?.includes(name) ?? true) && (peers || !name.startsWith('postgraphile')),
      );
      const run = { workload, systems: measured, world, generator, effort, say };
      results.push(await runWorkload(run));
    }
    const growth =
      (only?.includes('growth') ?? true)
        ? await measureGrowth({ world, generator, short, say })
        : undefined;
    const result = { machine, short, workloads: results, growth };
    console.log(markdownOf(result));
    say(
      `written to ${await writeReport(result, !short && only === undefined && systems === undefined && peers)}`,
    );
    return results.some(hasErrors) ? 1 : 0;
  } finally {
    generator.stop();
    await world.stop();
  }
}

const hasErrors = ({ cells }: WorkloadResult) =>
  Object.values(cells).some(({ closed16, closed64, open }) =>
    [...closed16, ...closed64, ...open].some(({ errors }) => errors > 0),
  );

// Servers and database end with this process, whichever way it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (cause) {
  process.exitCode = 1;
  console.error(cause instanceof TypeError ? `${cause.message}\n\n${usage}` : cause);
}
