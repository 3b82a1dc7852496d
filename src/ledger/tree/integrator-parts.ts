import { type Config, ConfigurationError } from '../../config.ts';
import { LedgerFault } from '../core/fault.ts';
import { parseVerifierKey } from '../core/verifier-key.ts';
import { nodePrimitives } from '../node-primitives.ts';
import { folderOfOrigin, openFolderStore } from '../second-store/folder.ts';
import { WitnessClient } from '../witness/client.ts';
import { Witnesses } from '../witness/quorum.ts';
import type { IntegratorParts } from './integrate.ts';

/**
 * What signing a checkpoint needs, as the settings name it.
 *
 * @throws ConfigurationError for a witness's key that is none
 */
export function integratorParts(
  { secondStore, witnesses, witnessQuorum }: Config['ledger'],
  given: Pick<IntegratorParts, 'pool' | 'signer' | 'keys'>,
): IntegratorParts {
  return {
    ...given,
    secondStore: openFolderStore(folderOfOrigin(secondStore, given.signer.key.name)),
    entriesMax: 100_000n,
    witnesses: new Witnesses(witnesses.map(openWitness), witnessQuorum),
  };
}

function openWitness({ verifierKey, url }: Config['ledger']['witnesses'][number]): WitnessClient {
  try {
    return new WitnessClient({ key: parseVerifierKey(nodePrimitives, verifierKey), url }, 3_000);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new ConfigurationError(`LEDGER_WITNESSES: ${cause.message}`);
  }
}
