import { LedgerFault } from './fault.ts';
import { formatNote, parseNote } from './note.ts';
import type { Primitives } from './primitives.ts';
import { type NoteSigner, openNoteOfAll, signText } from './signatures.ts';
import {
  formatVerifierKey,
  parseVerifierKey,
  sameVerifierKey,
  type VerifierKey,
} from './verifier-key.ts';

/** One key of a log takes the place of another. */
export type KeyChange = {
  readonly former: VerifierKey;
  /** Signs from now on. */
  readonly next: VerifierKey;
};

const header = 'ledger-key-changed/v1';

/**
 * Says that a log's key changes, signed by both keys: the former one vouches for its successor, and
 * the successor shows that somebody holds it. Whoever trusts a log's first key comes to trust every
 * later one by these notes alone.
 */
export function signKeyChange(former: NoteSigner, next: NoteSigner): string {
  const keys = [former.key, next.key].map(formatVerifierKey);
  const text = [header, former.key.name, ...keys].map((line) => `${line}\n`).join('');
  return formatNote({ text, signatures: [signText(former, text), signText(next, text)] });
}

/**
 * Reads such a note and checks both signatures, by the keys that it names itself: whether the former
 * one was the log's is for the reader to know.
 *
 * @throws LedgerFault HEADER, ORIGIN, VERIFIER_KEY, what notes can be, and what signatures can be
 */
export function openKeyChange(primitives: Primitives, bytes: Uint8Array): KeyChange {
  const note = parseNote(bytes);
  const [first, origin, former = '', next = '', ...rest] = note.text.slice(0, -1).split('\n');
  if (first !== header || rest.length > 0) {
    throw new LedgerFault('HEADER', `a key change has four lines, of which the first is ${header}`);
  }
  const change = {
    former: parseVerifierKey(primitives, former),
    next: parseVerifierKey(primitives, next),
  };
  if (change.former.name !== origin || change.next.name !== origin) {
    throw new LedgerFault('ORIGIN', `the keys are not both of ${origin}`);
  }
  if (sameVerifierKey(change.former, change.next)) {
    throw new LedgerFault('VERIFIER_KEY', 'the key changes into itself');
  }
  openNoteOfAll(primitives, note, [change.former, change.next]);
  return change;
}
