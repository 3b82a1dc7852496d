import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { decodeLeaf } from '../leaf.ts';
import { alone, appendAsOperator, OperatorRefused } from '../operator/alone.ts';
import type { Queryable } from '../tree/tree-store.ts';

/** A legal hold: entries made in its time are kept until it is lifted. */
export type LegalHold = {
  readonly id: string;
  readonly reference: string;
  /** Where the ledger says that it was placed. */
  readonly index: bigint;
  /** Epoch milliseconds, `to` excluded; without end on the side where it is absent. */
  readonly from: number | undefined;
  readonly to: number | undefined;
};

/** The holds that are placed and not lifted, in the order of the ledger, which alone tells of them. */
export async function readHolds(client: Queryable): Promise<LegalHold[]> {
  const { rows } = await client.query(
    `select idx, leaf from ledger.entry where kind in ('LEGAL_HOLD_PLACED', 'LEGAL_HOLD_LIFTED') order by idx`,
  );
  const holds = new Map<string, LegalHold>();
  for (const { idx, leaf: bytes } of holdRows.parse(rows)) {
    const leaf = decodeLeaf(bytes);
    if (leaf?.kind === 'LEGAL_HOLD_LIFTED') holds.delete(leaf.hold);
    if (leaf?.kind !== 'LEGAL_HOLD_PLACED') continue;
    const { hold: id, reference, from, to } = leaf;
    holds.set(id, { id, reference, index: idx, from, to });
  }
  return [...holds.values()];
}

/** Places a hold; its id is what it is lifted by. */
export function placeHold(
  database: Database,
  { reference, from, to }: Pick<LegalHold, 'reference' | 'from' | 'to'>,
): Promise<string> {
  const hold = uuidv7();
  return alone(database, async (client) => {
    await appendAsOperator(client, [
      {
        v: 1,
        kind: 'LEGAL_HOLD_PLACED',
        release: uuidv7(),
        at: Date.now(),
        actor: 'operator',
        hold,
        reference,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    ]);
    return hold;
  });
}

/** @throws OperatorRefused where no such hold stands */
export function liftHold(database: Database, id: string): Promise<LegalHold> {
  return alone(database, async (client) => {
    const holds = await readHolds(client);
    const hold = holds.find((one) => one.id === id);
    if (hold === undefined) {
      const standing = holds.map((one) => `${one.id} (${one.reference})`).join(', ') || 'none';
      throw new OperatorRefused(`--hold: no hold ${id} stands. There are: ${standing}.`);
    }
    const event = { v: 1, release: uuidv7(), at: Date.now(), actor: 'operator', hold: id } as const;
    await appendAsOperator(client, [{ kind: 'LEGAL_HOLD_LIFTED', ...event }]);
    return hold;
  });
}

const holdRows = z.array(z.object({ idx: z.coerce.bigint(), leaf: z.instanceof(Uint8Array) }));
