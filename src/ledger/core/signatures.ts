import { LedgerFault } from './fault.ts';
import type { Note, NoteSignature } from './note.ts';
import type { Primitives } from './primitives.ts';
import { utf8 } from './text.ts';
import { formatVerifierKey, signatureTypes, type VerifierKey } from './verifier-key.ts';

/** A key that can sign: its private half is somewhere behind `sign`. */
export type NoteSigner = {
  readonly key: VerifierKey;
  /** An Ed25519 signature, 64 bytes. */
  readonly sign: (message: Uint8Array) => Uint8Array;
};

/** A signature that was checked. */
export type CheckedSignature = {
  readonly key: VerifierKey;
  /** When a witness saw it, in seconds since 1970; a log's signature has no time. */
  readonly time: bigint | undefined;
};

const timeLength = 8;
const ed25519Length = 64;

/**
 * Signs a note's text.
 *
 * @param time for a cosignature: now, in seconds since 1970
 */
export function signText(signer: NoteSigner, text: string, time = 0n): NoteSignature {
  const { key } = signer;
  const signature = signer.sign(messageOf(key, text, time));
  const bytes =
    key.type === signatureTypes.cosignature
      ? Uint8Array.of(...bigEndian(time), ...signature)
      : signature;
  return { name: key.name, keyId: key.id, bytes };
}

/**
 * Checks a note's signatures by the keys that are known. Those of other keys are passed over; one
 * of a known key that is not true makes the whole note false (C2SP signed-note).
 *
 * @returns at least one
 * @throws LedgerFault SIGNATURE_INVALID or NOT_SIGNED
 */
export function openNote(
  primitives: Primitives,
  note: Note,
  keys: readonly VerifierKey[],
): CheckedSignature[] {
  const checked = note.signatures.flatMap((signature) => {
    const key = keys.find(({ name, id }) => name === signature.name && id === signature.keyId);
    return key === undefined ? [] : [checkSignature(primitives, key, note.text, signature)];
  });
  if (checked.length > 0) return checked;
  const names = keys.map(({ name }) => name).join(', ');
  throw new LedgerFault(
    'NOT_SIGNED',
    `no signature is by a known key (${names || 'none is known'})`,
  );
}

/**
 * Checks that every one of these keys has signed.
 *
 * @throws LedgerFault SIGNATURE_INVALID or NOT_SIGNED
 */
export function openNoteOfAll(
  primitives: Primitives,
  note: Note,
  keys: readonly VerifierKey[],
): void {
  const signers = openNote(primitives, note, keys).map(({ key }) => key);
  const absent = keys.find((key) => !signers.includes(key));
  if (absent === undefined) return;
  throw new LedgerFault('NOT_SIGNED', `${formatVerifierKey(absent)} has not signed`);
}

function checkSignature(
  primitives: Primitives,
  key: VerifierKey,
  text: string,
  { bytes }: NoteSignature,
): CheckedSignature {
  const timed = key.type === signatureTypes.cosignature;
  const expected = timed ? timeLength + ed25519Length : ed25519Length;
  if (bytes.length === expected) {
    const time = timed ? new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0) : undefined;
    const message = messageOf(key, text, time ?? 0n);
    if ((time ?? 0n) < 1n << 63n) {
      const signature = bytes.subarray(expected - ed25519Length);
      if (primitives.verifyEd25519(key.publicKey, message, signature)) return { key, time };
    }
  }
  throw new LedgerFault('SIGNATURE_INVALID', `the signature of ${key.name} is not true`);
}

/** What is signed: the text itself, or a witness's statement about it (C2SP tlog-cosignature). */
function messageOf(key: VerifierKey, text: string, time: bigint): Uint8Array {
  return utf8(
    key.type === signatureTypes.cosignature ? `cosignature/v1\ntime ${time}\n${text}` : text,
  );
}

function bigEndian(time: bigint): Uint8Array {
  const bytes = new Uint8Array(timeLength);
  new DataView(bytes.buffer).setBigUint64(0, time);
  return bytes;
}
