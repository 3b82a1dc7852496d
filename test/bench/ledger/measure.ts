import type { World } from '../world/world.ts';
import { measureAppends } from './appends.ts';
import { bareTable } from './bare.ts';
import { measureCallers } from './callers.ts';
import { fillUp, type MeasuredLedger, measureSize, smallest } from './growth.ts';
import { measureLag } from './lag.ts';
import { openBenchLedger } from './opened.ts';
import type { LedgerEffort, LedgerGrowth, LedgerResult, VerifyCost } from './result.ts';
import { measureVerify } from './verify-speed.ts';

/** What the ledger costs beside bare PostgreSQL, and how that grows. */
export async function measureLedger(options: {
  readonly world: World;
  readonly effort: LedgerEffort;
  readonly say: (text: string) => void;
}): Promise<LedgerResult> {
  const { world, effort, say } = options;
  const appended = await measureAppending(options);
  const [grown, small] = [await openOne(world, 'signed'), await openOne(world, 'beside')];
  const { ledger } = grown;
  try {
    await fillUp(world, small, smallest);
    const growth: LedgerGrowth[] = [];
    let verify: VerifyCost[] = [];
    for (const entries of effort.sizes) {
      say(`ledger: filling it up to ${entries.toLocaleString('en')} entries`);
      const size = await measureSize(world, grown, small, entries);
      growth.push(size);
      const { append } = size;
      say(`ledger: ${entries} entries: ${append.grown.median.toFixed(2)} ms for 100 appended`);
      if (entries === effort.verified) {
        const all = Number(await ledger.integrate());
        verify = await measureVerify(ledger, world.url(grown.name), all, say);
      }
    }
    return { ...appended, verify, growth };
  } finally {
    await Promise.all([ledger.close(), small.ledger.close()]);
  }
}

async function openOne(world: World, name: MeasuredLedger['name']): Promise<MeasuredLedger> {
  await world.prepare(name);
  const ledger = await openBenchLedger(world, world.url(name), {
    // It is signed when that is measured, and not meanwhile.
    LEDGER_CHECKPOINT_EVERY_MS: '60000',
  });
  return { name, ledger };
}

async function measureAppending({ world, effort, say }: Parameters<typeof measureLedger>[0]) {
  await world.prepare('appended');
  const url = world.url('appended');
  await world.postgres.run('appended', bareTable);
  await world.postgres.run('appended', 'select ledger.prepare_partitions(0, 5000000)');
  const appends = await measureAppends(url, effort, say);
  const ledger = await openBenchLedger(world, url);
  try {
    say('ledger: 64 callers');
    const callers = await measureCallers(url, ledger.appender, effort);
    say('ledger: how long entries wait for a checkpoint');
    const lag = await measureLag(ledger, url, effort.seconds * 3);
    return { appends, callers, lag };
  } finally {
    await ledger.close();
  }
}
