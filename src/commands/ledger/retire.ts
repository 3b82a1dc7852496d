import { parseArgs } from 'node:util';
import type { Config } from '../../config.ts';
import { connectDatabase } from '../../db/connect.ts';
import { signatureTypes } from '../../ledger/core/verifier-key.ts';
import { findSigningKey } from '../../ledger/keys/signing-key.ts';
import { OperatorRefused } from '../../ledger/operator/alone.ts';
import {
  findRetirable,
  keptSince,
  type Partition,
  type Retirable,
} from '../../ledger/retention/retirable.ts';
import { retire } from '../../ledger/retention/retire.ts';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { ProgressBar } from '../progress-bar.ts';
import { dayOf, parseDay } from './days.ts';

/** `npm run ledger -- retire`: what went, and what keeps the rest. */
export async function runRetire(config: Config, argv: readonly string[]): Promise<number> {
  const { before, dryRun } = optionsOf(argv);
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const { database, close } = await connectDatabase(config, 'join', say);
  try {
    const since = await keptSince(database.gateway);
    if (before !== undefined && before > since) {
      throw new OperatorRefused(
        `--before ${dayOf(before)}: retention keeps everything since ${dayOf(since)}. Give that day or an earlier one.`,
      );
    }
    const bound = before ?? since;
    if (dryRun) {
      const found = await findRetirable(database.gateway, bound);
      for (const partition of found.partitions) tell('would go', partition);
      tellKept(found, since);
      return 0;
    }
    // Of what is gone nobody can find any more that it was bent.
    await expectSound(config, database);
    const found = await retire(database, bound, (partition) => tell('retired', partition));
    tellKept(found, since);
    return 0;
  } finally {
    await close();
  }
}

async function expectSound(
  { ledger }: Config,
  database: Parameters<typeof verifyLedger>[1],
): Promise<void> {
  const own = (await findSigningKey(ledger.signing, signatureTypes.ed25519))?.key;
  if (own === undefined) {
    throw new OperatorRefused(
      `${ledger.signing.file}: there is no key of the ledger. Run this where a gateway runs, with its settings.`,
    );
  }
  const bar = new ProgressBar(process.stderr, 'Checking entries');
  const onProgress = (done: bigint, of: bigint) => bar.show(Number(done), Number(of));
  const { findings } = await verifyLedger(ledger, database, { own, kept: [], onProgress }).finally(
    () => bar.finish(),
  );
  const [first] = findings;
  if (first === undefined) return;
  throw new OperatorRefused(
    `Nothing is retired from an unsound ledger: ${first.message}. Run: npm run verify`,
  );
}

const tell = (what: string, { from, to, earliest, latest }: Partition) =>
  process.stdout.write(
    `entries ${from} to ${to - 1n}, ${dayOf(earliest)} to ${dayOf(latest)}: ${what}\n`,
  );

function tellKept({ partitions, kept }: Retirable, since: Date): void {
  const why = {
    RETENTION: () => `retention: everything since ${dayOf(since)} is kept`,
    HOLD: (found: Extract<Retirable['kept'], { by: 'HOLD' }>) =>
      `hold ${found.hold.id} (${found.hold.reference})`,
    UNSIGNED: () => 'they are not all signed yet: start a gateway, and run this again',
  };
  if (kept !== undefined) {
    const said = kept.by === 'HOLD' ? why.HOLD(kept) : why[kept.by]();
    process.stdout.write(
      kept.by === 'UNSIGNED'
        ? `entries from ${kept.size} on are kept: ${said}\n`
        : `entries from ${kept.partition.from} on are kept by ${said}\n`,
    );
  } else if (partitions.length === 0) {
    process.stdout.write('There is nothing to retire: entries go in whole partitions.\n');
  }
}

function optionsOf(argv: readonly string[]) {
  const options = { before: { type: 'string' }, 'dry-run': { type: 'boolean' } } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true });
    const before = values.before === undefined ? undefined : parseDay('--before', values.before);
    return { before, dryRun: values['dry-run'] ?? false };
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new OperatorRefused(
      `${cause.message} Example: npm run ledger -- retire --before 2015-01-01 --dry-run`,
    );
  }
}
