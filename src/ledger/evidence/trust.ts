import type { TrustPolicy } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import type { Primitives } from '../core/primitives.ts';
import { parseVerifierKey, signatureTypes } from '../core/verifier-key.ts';
import type { KeysFile } from './bundle-format.ts';

/**
 * Whom to believe, by keys that are written as C2SP verifier keys.
 *
 * @throws LedgerFault what is wrong with one of them; SIGNATURE_TYPE for a witness's where a log's is meant
 */
export function trustOf(
  primitives: Primitives,
  { logKeys, witnessKeys, quorum }: KeysFile,
): TrustPolicy {
  const read = (texts: readonly string[], type: number, whose: string) =>
    texts.map((text) => {
      const key = parseVerifierKey(primitives, text);
      if (key.type === type) return key;
      throw new LedgerFault('SIGNATURE_TYPE', `${key.name} is not the key of a ${whose}`);
    });
  return {
    logKeys: read(logKeys, signatureTypes.ed25519, 'ledger'),
    witnessKeys: read(witnessKeys, signatureTypes.cosignature, 'witness'),
    quorum,
  };
}
