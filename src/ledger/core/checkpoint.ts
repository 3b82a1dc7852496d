import { LedgerFault } from './fault.ts';
import { type Note, parseNote } from './note.ts';
import type { Primitives } from './primitives.ts';
import { type CheckedSignature, openNote } from './signatures.ts';
import { readHash, readNumber, writeBase64 } from './text.ts';
import { type Hash, sameHash } from './tree-hash.ts';
import { signatureTypes, type VerifierKey } from './verifier-key.ts';

/** What a log says of itself at one size (C2SP tlog-checkpoint). */
export type Checkpoint = {
  readonly origin: string;
  readonly size: bigint;
  readonly root: Hash;
  /** Lines after the third, of which this ledger writes none. */
  readonly extensions: readonly string[];
};

/** The text that is signed. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, `${size}`, writeBase64(root), ...extensions].map((line) => `${line}\n`).join('');
}

/**
 * Reads a checkpoint's text.
 *
 * @throws LedgerFault CHECKPOINT_LINES, ORIGIN, NUMBER, BASE64, HASH_LENGTH or EMPTY_TREE_ROOT
 */
export function parseCheckpoint({ sha256 }: Primitives, text: string): Checkpoint {
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (!text.endsWith('\n') || root === undefined || extensions.includes('')) {
    throw new LedgerFault(
      'CHECKPOINT_LINES',
      'a checkpoint has an origin, a size and a root hash, each on its line, and no empty line',
    );
  }
  if (origin === undefined || origin === '') {
    throw new LedgerFault('ORIGIN', 'the first line, the origin, is empty');
  }
  const checkpoint = {
    origin,
    size: readNumber(size ?? '', 'the size'),
    root: readHash(root, 'the root hash'),
    extensions,
  };
  if (checkpoint.size === 0n && !sameHash(checkpoint.root, sha256(new Uint8Array()))) {
    throw new LedgerFault('EMPTY_TREE_ROOT', 'an empty tree has the hash of nothing as its root');
  }
  return checkpoint;
}

/** Whom a verifier believes. */
export type TrustPolicy = {
  /** The log's keys; the log signs under its origin. */
  readonly logKeys: readonly VerifierKey[];
  readonly witnessKeys: readonly VerifierKey[];
  /** How many witnesses must have cosigned. */
  readonly quorum: number;
};

/** A checkpoint that its log signed, and enough witnesses. */
export type TrustedCheckpoint = Checkpoint & {
  readonly note: Note;
  readonly cosignatures: readonly CheckedSignature[];
};

/**
 * Reads a signed checkpoint and checks who signed it.
 *
 * @throws LedgerFault what `parseNote`, `openNote` and `parseCheckpoint` say; ORIGIN when the log that
 *   signed is another than the origin says; TOO_FEW_COSIGNATURES
 */
export function openCheckpoint(
  primitives: Primitives,
  bytes: Uint8Array,
  { logKeys, witnessKeys, quorum }: TrustPolicy,
): TrustedCheckpoint {
  const note = parseNote(bytes);
  const checkpoint = parseCheckpoint(primitives, note.text);
  const signers = openNote(primitives, note, [...logKeys, ...witnessKeys]);
  const byLog = signers.filter(({ key }) => key.type === signatureTypes.ed25519);
  if (byLog.length === 0) {
    throw new LedgerFault('NOT_SIGNED', 'the log itself has not signed: only witnesses have');
  }
  if (!byLog.some(({ key }) => key.name === checkpoint.origin)) {
    throw new LedgerFault('ORIGIN', `the origin is ${checkpoint.origin}, and another log signed`);
  }
  const cosignatures = signers.filter(({ key }) => key.type === signatureTypes.cosignature);
  const witnesses = new Set(cosignatures.map(({ key }) => key));
  if (witnesses.size < quorum) {
    throw new LedgerFault(
      'TOO_FEW_COSIGNATURES',
      `${witnesses.size} of the known witnesses cosigned; ${quorum} are asked for`,
    );
  }
  return { ...checkpoint, note, cosignatures };
}
