import { LedgerFault } from './fault.ts';
import { readBase64, readText, writeBase64 } from './text.ts';
import { expectKeyName } from './verifier-key.ts';

/** One line of signature: not yet checked, and perhaps of a key that nobody here knows. */
export type NoteSignature = {
  readonly name: string;
  readonly keyId: number;
  /** What follows the key id. */
  readonly bytes: Uint8Array;
};

/** A text and who says to have signed it (C2SP signed-note). */
export type Note = {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

const signaturesMax = 100;
const keyIdLength = 4;

/**
 * Reads a note without believing it: `openNote` checks who signed.
 *
 * @throws LedgerFault for the text, and NO_BLANK_LINE, NO_FINAL_NEWLINE, TOO_MANY_SIGNATURES,
 *   SIGNATURE_LINE, KEY_NAME or BASE64
 */
export function parseNote(bytes: Uint8Array): Note {
  const whole = readText(bytes);
  // The text may have blank lines of its own: the last one divides.
  const blank = whole.lastIndexOf('\n\n');
  if (blank < 0) {
    throw new LedgerFault('NO_BLANK_LINE', 'no blank line divides the text from its signatures');
  }
  return {
    text: whole.slice(0, blank + 1),
    signatures: parseSignatureLines(whole.slice(blank + 2)),
  };
}

/**
 * Reads signature lines, each ended by a newline; at least one.
 *
 * @throws LedgerFault as `parseNote`
 */
export function parseSignatureLines(text: string): NoteSignature[] {
  if (!text.endsWith('\n')) {
    throw new LedgerFault('NO_FINAL_NEWLINE', 'the last signature line does not end in a newline');
  }
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > signaturesMax) {
    throw new LedgerFault(
      'TOO_MANY_SIGNATURES',
      `${lines.length} signatures; at most ${signaturesMax} are read`,
    );
  }
  return lines.map(parseSignatureLine);
}

export function formatNote(note: Note): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
}

export function formatSignatureLine({ name, keyId, bytes }: NoteSignature): string {
  const blob = new Uint8Array(keyIdLength + bytes.length);
  new DataView(blob.buffer).setUint32(0, keyId);
  blob.set(bytes, keyIdLength);
  return `— ${name} ${writeBase64(blob)}\n`;
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', encoded] = /^— ([^ ]*) ([^ ]*)$/.exec(line) ?? [];
  if (encoded === undefined) {
    throw new LedgerFault('SIGNATURE_LINE', 'a signature line is — <key name> <base64>');
  }
  expectKeyName(name);
  const blob = readBase64(encoded, 'a signature');
  if (blob.length <= keyIdLength) {
    throw new LedgerFault(
      'SIGNATURE_LINE',
      'a signature is longer than the four bytes of its key id',
    );
  }
  const keyId = new DataView(blob.buffer, blob.byteOffset).getUint32(0);
  return { name, keyId, bytes: blob.subarray(keyIdLength) };
}
