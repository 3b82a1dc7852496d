import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { connectDatabase } from '../db/connect.ts';
import { bundlePoolLimits, bundleTrust } from '../ledger/evidence/bundle-trust.ts';
import { exportEvidence, readEvidenceArguments } from '../ledger/evidence/evidence-command.ts';
import { openLedger } from '../ledger/open.ts';

/** `npm run evidence`: from the running gateway's database, or one started for the purpose. */
export async function runEvidence(
  config: Config,
  argv: readonly string[],
  log: Logger,
): Promise<number> {
  const request = readEvidenceArguments(argv);
  const { stdout, stderr } = process;
  const say = (message: string) => stderr.write(`${message}\n`);
  const { ledger } = config;
  const { database, close } = await connectDatabase(config, 'join', say);
  try {
    // It signs what is there, whether or not a gateway runs beside it.
    const { published, close: closeLedger } = await openLedger(config, database, log);
    const pool = database.open('cg_gateway', bundlePoolLimits);
    try {
      const parts = { pool, published, ...(await bundleTrust(ledger)), patience: 30_000 };
      return await exportEvidence(request, { ...parts, database, stdout, stderr });
    } finally {
      await pool.end();
      await closeLedger();
    }
  } finally {
    await close();
  }
}
