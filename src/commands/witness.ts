import { once } from 'node:events';
import { join } from 'node:path';
import { type Config, ConfigurationError } from '../config.ts';
import { LedgerFault } from '../ledger/core/fault.ts';
import {
  formatVerifierKey,
  parseVerifierKey,
  signatureTypes,
} from '../ledger/core/verifier-key.ts';
import { openSigningKey } from '../ledger/keys/signing-key.ts';
import { nodePrimitives } from '../ledger/node-primitives.ts';
import { openFolderStore } from '../ledger/second-store/folder.ts';
import { createWitnessServer } from '../ledger/witness/server.ts';
import { Witness } from '../ledger/witness/witness.ts';

/** `npm run witness`: cosigns the checkpoints of ledgers that somebody else runs, until it is told to stop. */
export async function runWitness({ witness, host }: Config): Promise<number> {
  const { folder, port, logs, signing } = witness;
  const signer = await openSigningKey(signing, signatureTypes.cosignature);
  const server = createWitnessServer(
    new Witness({
      signer,
      logs: logs.map(readLogKey),
      storeOf: (originHash) => openFolderStore(join(folder, originHash)),
      now: Date.now,
    }),
  );
  server.listen(port, host);
  await once(server, 'listening');
  process.stdout.write(
    `Witness ${signer.key.name} serves http://${host}:${port}/add-checkpoint\n` +
      `  its key:  ${formatVerifierKey(signer.key)}\n` +
      (logs.length === 0 ? '  It knows no ledger yet: set WITNESS_LOGS.\n' : ''),
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  server.close();
  server.closeAllConnections();
  return 0;
}

function readLogKey(text: string) {
  try {
    return parseVerifierKey(nodePrimitives, text);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new ConfigurationError(
      `WITNESS_LOGS: ${cause.message}. Give the ledgers' verifier keys, as \`ledger { checkpoint { verifierKey } }\` shows them`,
    );
  }
}
