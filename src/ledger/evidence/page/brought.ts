import { parseCheckpoint, type TrustPolicy } from '../../core/checkpoint.ts';
import { LedgerFault } from '../../core/fault.ts';
import { parseNote } from '../../core/note.ts';
import { utf8 } from '../../core/text.ts';
import { parseVerifierKey, signatureTypes } from '../../core/verifier-key.ts';
import { browserPrimitives } from '../browser-primitives.ts';
import type { KeptCheckpoint } from '../history-check.ts';

/** What a field of the page came to. */
export type FieldValue<Value> = { readonly value?: Value | undefined; readonly fault: string };

/** Reads a pasted checkpoint: it need not be one of this ledger, but one. */
export function readKept(text: string): FieldValue<KeptCheckpoint> {
  const pasted = text.replaceAll('\r\n', '\n').trim();
  if (pasted === '') return { fault: '' };
  return read(() => {
    const note = utf8(`${pasted}\n`);
    parseCheckpoint(browserPrimitives, parseNote(note).text);
    return { note, where: 'the checkpoint that you kept' };
  });
}

/** Reads pasted keys, one a line. Every witness that is named must have cosigned. */
export function readTrust(text: string): FieldValue<TrustPolicy> {
  const lines = text.split(/\s+/).filter((line) => line !== '');
  if (lines.length === 0) return { fault: '' };
  return read(() => {
    const keys = lines.map((line) => parseVerifierKey(browserPrimitives, line));
    const witnessKeys = keys.filter(({ type }) => type === signatureTypes.cosignature);
    const logKeys = keys.filter(({ type }) => type === signatureTypes.ed25519);
    if (logKeys.length === 0) {
      throw new LedgerFault('VERIFIER_KEY', 'these are keys of witnesses: give the ledger’s, too');
    }
    return { logKeys, witnessKeys, quorum: witnessKeys.length };
  });
}

function read<Value>(of: () => Value): FieldValue<Value> {
  try {
    return { value: of(), fault: '' };
  } catch (cause) {
    if (cause instanceof LedgerFault) return { fault: `This cannot be read: ${cause.message}.` };
    throw cause;
  }
}
