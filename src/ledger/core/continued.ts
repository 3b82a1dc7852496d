import type { TreeHead } from './consistency.ts';
import { LedgerFault } from './fault.ts';
import { formatNote, parseNote } from './note.ts';
import type { Primitives } from './primitives.ts';
import { type NoteSigner, openNoteOfAll, signText } from './signatures.ts';
import { readHash, readNumber, writeBase64 } from './text.ts';
import { sameHash } from './tree-hash.ts';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from './verifier-key.ts';

/** A log goes on under another name, because it is not what was signed under the former one. */
export type Continuation = {
  readonly former: VerifierKey;
  readonly next: VerifierKey;
  /** What was signed last under the former name. */
  readonly signed: TreeHead;
  /** What the log was when it was given its new name. */
  readonly now: TreeHead;
};

/** The first line of such a note. */
export const continuationHeader = 'ledger-continued/v1';

/**
 * Says that a log goes on under another name, signed by one private key under both.
 *
 * What an auditor sees: checkpoints under the former name up to `signed`, which nobody takes away;
 * this note, in an entry of the log itself; and checkpoints under the new name, which go on from
 * `now`. Where `now` is smaller than `signed`, the entries between were signed for and are gone:
 * whoever holds a receipt or a proof of one of them can still show it, by a checkpoint of the former
 * name. Of what was signed under the former name up to `now`, consistency can be proved as ever.
 */
export function signContinuation(
  former: NoteSigner,
  next: NoteSigner,
  signed: TreeHead,
  now: TreeHead,
): string {
  const text = [
    continuationHeader,
    former.key.name,
    next.key.name,
    formatVerifierKey(former.key),
    formatVerifierKey(next.key),
    ...[signed, now].flatMap(({ size, root }) => [`${size}`, writeBase64(root)]),
  ]
    .map((line) => `${line}\n`)
    .join('');
  return formatNote({ text, signatures: [signText(former, text), signText(next, text)] });
}

/**
 * Reads such a note and checks both signatures, by the keys that it names itself.
 *
 * @throws LedgerFault HEADER, ORIGIN, VERIFIER_KEY, NUMBER, BASE64, HASH_LENGTH, what notes can be, and
 *   what signatures can be
 */
export function openContinuation(primitives: Primitives, bytes: Uint8Array): Continuation {
  const note = parseNote(bytes);
  const lines = note.text.slice(0, -1).split('\n');
  const [first, formerOrigin, origin, former = '', next = '', ...heads] = lines;
  const [signedSize = '', signedRoot = '', size = '', root = '', ...rest] = heads;
  if (first !== continuationHeader || rest.length > 0) {
    throw new LedgerFault(
      'HEADER',
      `a continuation has nine lines, the first is ${continuationHeader}`,
    );
  }
  const continuation = {
    former: parseVerifierKey(primitives, former),
    next: parseVerifierKey(primitives, next),
    signed: {
      size: readNumber(signedSize, 'the size signed last'),
      root: readHash(signedRoot, 'the root signed last'),
    },
    now: { size: readNumber(size, 'the size'), root: readHash(root, 'the root') },
  };
  const { former: before, next: after } = continuation;
  if (before.name !== formerOrigin || after.name !== origin || origin === formerOrigin) {
    throw new LedgerFault('ORIGIN', 'the keys are not of the two names, or the names are one');
  }
  if (!sameHash(before.publicKey, after.publicKey)) {
    throw new LedgerFault('VERIFIER_KEY', 'the name changes, and the key with it');
  }
  openNoteOfAll(primitives, note, [before, after]);
  return continuation;
}
