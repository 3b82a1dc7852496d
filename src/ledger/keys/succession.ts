import { v7 as uuidv7 } from 'uuid';
import type { TreeHead } from '../core/consistency.ts';
import { continuationHeader, openContinuation } from '../core/continued.ts';
import { openKeyChange } from '../core/key-changed.ts';
import { parseNote } from '../core/note.ts';
import { formatVerifierKey, type VerifierKey } from '../core/verifier-key.ts';
import type { Leaf } from '../leaf.ts';
import { nodePrimitives } from '../node-primitives.ts';

/** One key of a ledger follows on another: a new one, or the same under another name. */
export type Succession = {
  readonly former: VerifierKey;
  readonly next: VerifierKey;
  /** What the ledger was when it was given another name; absent where only the key is another. */
  readonly continued: TreeHead | undefined;
  /** Signed by both. */
  readonly note: string;
};

/**
 * Reads a note of either kind, checked by the keys that it names itself.
 *
 * @throws LedgerFault as `openKeyChange` and `openContinuation`
 */
export function openSuccession(bytes: Uint8Array): Succession {
  const note = Buffer.from(bytes).toString('utf8');
  if (!parseNote(bytes).text.startsWith(`${continuationHeader}\n`)) {
    return { ...openKeyChange(nodePrimitives, bytes), continued: undefined, note };
  }
  const { former, next, now } = openContinuation(nodePrimitives, bytes);
  return { former, next, continued: now, note };
}

/** The entry that tells of it. */
export function successionLeaf({ former, next, continued, note }: Succession): Leaf {
  const common = {
    v: 1 as const,
    release: uuidv7(),
    at: Date.now(),
    actor: 'operator',
    origin: next.name,
    note,
  };
  return continued === undefined
    ? { kind: 'LEDGER_KEY_CHANGED', ...common, verifierKey: formatVerifierKey(next) }
    : { kind: 'LEDGER_CONTINUED', ...common, former: former.name };
}
