import { z } from 'zod';
import type { Queryable } from '../tree/tree-store.ts';
import { type LegalHold, readHolds } from './holds.ts';

/** A partition of the ledger's entries. */
export type Partition = {
  readonly number: bigint;
  readonly from: bigint;
  /** Excluded. */
  readonly to: bigint;
  /** When its first and last entry were made. */
  readonly earliest: Date;
  readonly latest: Date;
};

/** Which partitions may go now, and what keeps the next one; undefined where there is no further whole one. */
export type Retirable = {
  readonly partitions: readonly Partition[];
  readonly kept:
    | { readonly by: 'RETENTION'; readonly partition: Partition }
    | { readonly by: 'HOLD'; readonly partition: Partition; readonly hold: LegalHold }
    | { readonly by: 'UNSIGNED'; readonly size: bigint }
    | undefined;
};

/**
 * The first moment that must be kept: the longest retention of all plans counts, for a partition holds
 * entries of every plan.
 */
export async function keptSince(client: Queryable): Promise<Date> {
  const { rows } = await client.query(
    `select clock_timestamp() - make_interval(years => coalesce(max(retention_years), 10)) as since from public.plan`,
  );
  return sinceRow.parse(rows[0]).since;
}

/** Finds the partitions all of whose entries were made before a moment, are signed for, and under no hold. */
export async function findRetirable(client: Queryable, before: Date): Promise<Retirable> {
  const { width, size, below } = await readExtent(client);
  const holds = await readHolds(client);
  const partitions: Partition[] = [];
  for (let number = below / width; ; number += 1n) {
    const [from, to] = [number * width, (number + 1n) * width];
    const span = await spanOf(client, from, to);
    // The last one is still written to.
    if (span === undefined) return { partitions, kept: undefined };
    const partition = { number, from, to, ...span };
    if (span.latest >= before) return { partitions, kept: { by: 'RETENTION', partition } };
    if (to > size) return { partitions, kept: { by: 'UNSIGNED', size } };
    const hold = holds.find((one) => covers(one, partition));
    if (hold !== undefined) return { partitions, kept: { by: 'HOLD', partition, hold } };
    partitions.push(partition);
  }
}

const covers = ({ from, to }: LegalHold, { earliest, latest }: Partition) =>
  (from === undefined || latest.getTime() >= from) && (to === undefined || earliest.getTime() < to);

async function readExtent(client: Queryable) {
  const { rows } = await client.query(
    `select ledger.partition_width() as width, t.size,
        coalesce((select max((convert_from(e.leaf, 'UTF8')::jsonb ->> 'below')::bigint)
          from ledger.entry e where e.kind = 'LEDGER_RETIRED'), 0) as below
      from ledger.tree t`,
  );
  return extentRow.parse(rows[0]);
}

/** Undefined for a partition that is not full yet. */
async function spanOf(client: Queryable, from: bigint, to: bigint) {
  const { rows } = await client.query(
    `select min(at) as earliest, max(at) as latest from ledger.entry where idx >= $1 and idx < $2
      having (select next_index from ledger.head) >= $2`,
    [`${from}`, `${to}`],
  );
  return spanRows.parse(rows)[0];
}

const sinceRow = z.object({ since: z.date() });
const extentRow = z.object({
  width: z.coerce.bigint(),
  size: z.coerce.bigint(),
  below: z.coerce.bigint(),
});
const spanRows = z.array(z.object({ earliest: z.date(), latest: z.date() }));
