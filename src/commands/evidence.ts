import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { connectDatabase } from '../db/connect.ts';
import { signatureTypes } from '../ledger/core/verifier-key.ts';
import { exportEvidence, readEvidenceArguments } from '../ledger/evidence/evidence-command.ts';
import { trustOf } from '../ledger/evidence/trust.ts';
import { openSigningKey } from '../ledger/keys/signing-key.ts';
import { nodePrimitives } from '../ledger/node-primitives.ts';
import { openLedger } from '../ledger/open.ts';

/** A selection of years is read as one statement, while its bytes go to disk. */
const exportLimits = {
  connections: 3,
  statementTimeout: 30 * 60_000,
  idleInTransactionTimeout: 60_000,
};

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
    const pool = database.open('cg_gateway', exportLimits);
    try {
      const signer = await openSigningKey(ledger.signing, signatureTypes.ed25519);
      const trust = {
        logKeys: [signer.key],
        witnessKeys: witnessKeysOf(ledger.witnesses),
        quorum: ledger.witnessQuorum,
      };
      const parts = { pool, published, signer, trust, patience: 30_000 };
      return await exportEvidence(request, { ...parts, database, stdout, stderr });
    } finally {
      await pool.end();
      await closeLedger();
    }
  } finally {
    await close();
  }
}

const witnessKeysOf = (witnesses: Config['ledger']['witnesses']) =>
  trustOf(nodePrimitives, {
    logKeys: [],
    witnessKeys: witnesses.map(({ verifierKey }) => verifierKey),
    quorum: 0,
  }).witnessKeys;
