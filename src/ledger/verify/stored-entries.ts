import { z } from 'zod';
import { isCode } from '../../create-once.ts';
import type { Queryable } from '../tree/tree-store.ts';
import { projectionText } from './projection-text.ts';

const bytes = z.instanceof(Uint8Array);
const storedEntry = z.object({
  idx: z.coerce.bigint(),
  /** What its bytes spell, or the bytes where they are no text. */
  leaf: z.union([z.string(), bytes]),
  leaf_hash: bytes,
  columns: z.string(),
});
const storedEntries = z.array(storedEntry);

/** An entry as the database has it, to be believed in nothing. */
export type StoredEntry = z.infer<typeof storedEntry>;

/**
 * Reads entries, in a transaction. Their bytes come as the text that they spell, which is half as long as
 * their hexadecimal form and need not be turned back; where somebody has made some that are no UTF-8,
 * the bytes come.
 */
export async function readEntries(
  client: Queryable,
  from: bigint,
  to: bigint,
): Promise<StoredEntry[]> {
  await client.query('savepoint entries');
  const entries = await read(client, "convert_from(leaf, 'UTF8')", from, to).catch(
    async (cause: unknown) => {
      if (!isCode(cause, characterNotInRepertoire)) throw cause;
      await client.query('rollback to savepoint entries');
      return read(client, 'leaf', from, to);
    },
  );
  await client.query('release savepoint entries');
  return entries;
}

const characterNotInRepertoire = '22021';

async function read(client: Queryable, leaf: string, from: bigint, to: bigint) {
  const { rows } = await client.query({
    name: `ledger-verify-entries-${leaf === 'leaf' ? 'bytes' : 'text'}`,
    text: `select idx, ${leaf} as leaf, leaf_hash, ${projectionText} as columns
      from ledger.entry where idx >= $1 and idx < $2 order by idx`,
    values: [`${from}`, `${to}`],
  });
  return storedEntries.parse(rows);
}
