import { ConfigurationError } from '../../config.ts';
import type { NoteSigner } from '../core/signatures.ts';
import { formatVerifierKey, sameVerifierKey, signatureTypes } from '../core/verifier-key.ts';
import type { KeyTenure } from './key-tenures.ts';
import { findSigningKey, type SigningKeySettings } from './signing-key.ts';

/** Where a new key lies until it takes the place of the one in the file. */
export const pendingFile = (file: string) => `${file}.next`;

/**
 * The key that is to sign from now on, where this gateway can have it: in the file of its key, or
 * beside it while the command that changes keys is not through.
 */
export async function findSuccessor(
  { pem, file, name }: SigningKeySettings,
  successor: KeyTenure,
): Promise<NoteSigner | undefined> {
  // What the environment holds only a restart changes.
  if (pem !== undefined) return undefined;
  for (const path of [file, pendingFile(file)]) {
    const found = await findSigningKey({ name, file: path }, signatureTypes.ed25519);
    if (found !== undefined && sameVerifierKey(found.key, successor.key)) return found;
  }
  return undefined;
}

/** What to do when a gateway's key signs no more and its successor is not here. */
export function retiredKey(
  { pem, file, name }: SigningKeySettings,
  successor: KeyTenure,
): ConfigurationError {
  const next = formatVerifierKey(successor.key);
  if (successor.key.name !== name) return formerName(name, successor.key.name);
  const where =
    pem === undefined
      ? `LEDGER_SIGNING_KEY_FILE: the key in ${file} signs no more: ${next} has taken its place. ` +
        'Put that key into the file, readable by its owner alone'
      : `LEDGER_SIGNING_KEY: this key signs no more: ${next} has taken its place. ` +
        'Set LEDGER_SIGNING_KEY to that key, and start again';
  return new ConfigurationError(
    `${where}. Where the change of keys was interrupted, this finishes it: npm run ledger -- rotate-key`,
  );
}

/** What to do where the ledger has another name by now. */
export const formerName = (former: string, origin: string): ConfigurationError =>
  new ConfigurationError(
    `LEDGER_ORIGIN: the ledger goes on as ${origin} and is not called ${former} any more. ` +
      `Set LEDGER_ORIGIN=${origin} and start again.`,
  );
