import { pino } from 'pino';
import type { Config } from '../../config.ts';
import { connectDatabase } from '../../db/connect.ts';
import { runCheck } from '../../ledger/checks/run-check.ts';
import { signatureTypes } from '../../ledger/core/verifier-key.ts';
import { findSigningKey } from '../../ledger/keys/signing-key.ts';
import { OperatorRefused } from '../../ledger/operator/alone.ts';
import { ProgressBar } from '../progress-bar.ts';
import { verdictOf } from '../verify/database.ts';
import { printVerdict } from '../verify/print.ts';

/**
 * `npm run ledger -- check`: checks the whole ledger now, in the place of the next scheduled check. Every
 * gateway goes by what it finds within a second or two: so a mended ledger is taken up again.
 *
 * @returns the exit code of `npm run verify`
 */
export async function runLedgerCheck(config: Config): Promise<number> {
  const { ledger } = config;
  const own = (await findSigningKey(ledger.signing, signatureTypes.ed25519))?.key;
  if (own === undefined) {
    throw new OperatorRefused(
      `${ledger.signing.file}: there is no key of the ledger. Run this where a gateway runs, with its settings.`,
    );
  }
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const { database, close } = await connectDatabase(config, 'join', say);
  const bar = new ProgressBar(process.stderr, 'Checking entries');
  try {
    const report = await runCheck({
      ledger,
      database,
      own,
      log: pino({ level: config.logLevel }, pino.destination(2)),
      onProgress: (done, of) => bar.show(Number(done), Number(of)),
    });
    if (report === undefined) {
      throw new OperatorRefused(
        'A gateway is checking the ledger at this moment. Its result comes to /ready; or run this again.',
      );
    }
    bar.finish();
    return printVerdict(verdictOf(report), false);
  } finally {
    bar.finish();
    await close();
  }
}
