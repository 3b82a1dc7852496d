import type { Config } from '../../config.ts';
import { connectDatabase } from '../../db/connect.ts';
import type { VerifierKey } from '../../ledger/core/verifier-key.ts';
import type { KeptCheckpoint } from '../../ledger/verify/checkpoints.ts';
import { levels } from '../../ledger/verify/finding.ts';
import type { VerifyReport } from '../../ledger/verify/verify-database.ts';
import { verifyLedger } from '../../ledger/verify/verify-ledger.ts';
import { ProgressBar } from '../progress-bar.ts';
import type { Verdict } from './print.ts';

export type DatabaseOptions = {
  readonly own: VerifierKey;
  readonly kept: readonly KeptCheckpoint[];
};

/** Checks the ledger of the running gateway's database, or of one started for the purpose. */
export async function verifyOwnDatabase(
  config: Config,
  { own, kept }: DatabaseOptions,
): Promise<Verdict> {
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const { database, close } = await connectDatabase(config, 'join', say);
  const bar = new ProgressBar(process.stderr, 'Checking entries');
  try {
    const report = await verifyLedger(config.ledger, database, {
      own,
      kept,
      onProgress: (done, of) => bar.show(Number(done), Number(of)),
    });
    return verdictOf(report);
  } finally {
    bar.finish();
    await close();
  }
}

/** What a check of a database tells, level by level. */
export function verdictOf(report: VerifyReport): Verdict {
  const { entries, covered, checkpoints, kept, disclosureGroups, retiredBelow, unjudged } = report;
  const told = {
    SIGNATURES: `${checkpoints} checkpoints`,
    PINNED: `${kept} checkpoints that were kept elsewhere`,
    TREE: `${entries} entries, ${covered} of them signed`,
    TABLES: `columns, indexes, owners and triggers${retiredBelow > 0n ? `; entries before ${retiredBelow} are retired, their hashes are kept` : ''}`,
    MEANING: `disclosures of ${disclosureGroups} kinds${unjudged > 0 ? `; ${unjudged} rest on grants that are retired and were not judged` : ''}`,
  };
  return {
    levels: levels
      .filter((level) => level !== 'FILES')
      .map((level) => ({
        level,
        state: report.findings.some((one) => one.level === level) ? 'UNSOUND' : 'SOUND',
        told: told[level],
      })),
    findings: report.findings,
    notes:
      covered === entries
        ? []
        : [
            `${entries - covered} entries are not signed yet: until they are, the live gateways alone guard them.`,
          ],
  };
}
