import { z } from 'zod';
import { LedgerFault } from '../core/fault.ts';
import { utf8 } from '../core/text.ts';
import { formatVerifierKey } from '../core/verifier-key.ts';
import { decodeLeaf } from '../leaf.ts';
import type { Queryable } from '../tree/tree-store.ts';
import { LedgerUnsound } from '../unsound.ts';
import { openSuccession, type Succession } from './succession.ts';

/** An entry by which another key signs from then on: a new one, or the same under another name. */
export type KeyEvent = Succession & { readonly index: bigint };

/** Key changes and continuations up to a size, in the ledger's order. */
export type KeyEvents = {
  readonly entries: bigint;
  readonly events: readonly KeyEvent[];
};

/**
 * Reads key changes and continuations from an index on, each checked by the keys that it names
 * itself: see `tenuresOf` for whether these are the ledger's.
 *
 * @throws LedgerUnsound FOREIGN_CHECKPOINT for one that is forged
 */
export async function readKeyEvents(client: Queryable, from = 0n): Promise<KeyEvents> {
  // First how many entries there are: what comes meanwhile is for the next time.
  const { rows: heads } = await client.query({
    name: 'ledger-entries',
    text: 'select next_index from ledger.head where id = 1',
  });
  const entries = headRow.parse(heads[0]).next_index;
  const { rows } = await client.query({
    name: 'ledger-key-events',
    text: `select idx, leaf from ledger.entry
      where kind in ('LEDGER_KEY_CHANGED', 'LEDGER_CONTINUED') and idx >= $1 and idx < $2 order by idx`,
    values: [`${from}`, `${entries}`],
  });
  const events = rows.map((row) => {
    const { idx, leaf } = entryRow.parse(row);
    return eventOf(idx, leaf);
  });
  return { entries, events };
}

function eventOf(index: bigint, bytes: Uint8Array): KeyEvent {
  try {
    return { index, ...readEvent(bytes) };
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new LedgerUnsound(
      'FOREIGN_CHECKPOINT',
      `entry ${index} tells of a change of the ledger's key or name, and is forged: ${cause.message}`,
      { index, cause },
    );
  }
}

function readEvent(bytes: Uint8Array): Succession {
  const leaf = decodeLeaf(bytes);
  if (leaf?.kind !== 'LEDGER_KEY_CHANGED' && leaf?.kind !== 'LEDGER_CONTINUED') {
    throw new LedgerFault('HEADER', 'it is no leaf that this version knows');
  }
  const succession = openSuccession(utf8(leaf.note));
  const { former, next } = succession;
  const isSaid =
    leaf.origin === next.name &&
    (leaf.kind === 'LEDGER_CONTINUED'
      ? leaf.former === former.name && succession.continued !== undefined
      : leaf.verifierKey === formatVerifierKey(next) && succession.continued === undefined);
  if (isSaid) return succession;
  throw new LedgerFault('ORIGIN', 'the entry says something else than its note');
}

const headRow = z.object({ next_index: z.coerce.bigint() });
const entryRow = z.object({ idx: z.coerce.bigint(), leaf: z.instanceof(Uint8Array) });
