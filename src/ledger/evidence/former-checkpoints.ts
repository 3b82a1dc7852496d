import { z } from 'zod';
import type { Queryable } from '../tree/tree-store.ts';

/** Sizes of the ledger, both ends included. */
export type SizeRange = { readonly from: bigint; readonly to: bigint };

/** A checkpoint as it was signed. */
export type FormerCheckpoint = { readonly size: bigint; readonly note: string };

/** The first, the newest, and as many days' last as go between. */
const daysMax = 98;
const day = 24 * 60 * 60 * 1000;

/**
 * The checkpoints of a bundle's history, smallest first: the first, the last of each day, and the one of
 * the last size. Of very many days some are passed over, evenly.
 */
export async function formerCheckpoints(
  client: Queryable,
  origin: string,
  { from, to }: SizeRange,
): Promise<FormerCheckpoint[]> {
  const { rows: ends } = await client.query(
    `(select size, note, at from ledger.checkpoint where origin = $1 and size between $2 and $3 order by size limit 1)
     union all
     (select size, note, at from ledger.checkpoint where origin = $1 and size = $3)`,
    [origin, `${from}`, `${to}`],
  );
  const [first, newest] = datedRows.parse(ends);
  if (first === undefined || newest === undefined) return [];
  const { rows } = await client.query(
    `select c.size, c.note from unnest($4::timestamptz[]) d(until) cross join lateral (
       select k.size, k.note from ledger.checkpoint k
        where k.origin = $1 and k.at < d.until and k.size between $2 and $3 order by k.at desc limit 1) c`,
    [origin, `${from}`, `${to}`, endsOfDays(first.at.getTime(), newest.at.getTime())],
  );
  const all = [first, ...checkpointRows.parse(rows), newest];
  const bySize = new Map(all.map(({ size: of, note }) => [of, { size: of, note }]));
  return [...bySize.values()].sort((one, other) => Number(one.size - other.size));
}

/** The midnights (UTC) after each day from one moment to another. */
function endsOfDays(from: number, to: number): Date[] {
  const begin = Math.floor(from / day);
  const days = Math.floor(to / day) - begin;
  const count = Math.min(days, daysMax);
  return Array.from({ length: count }, (_, at) => {
    const passed = Math.floor((at * days) / count);
    return new Date((begin + passed + 1) * day);
  });
}

const checkpointRows = z.array(z.object({ size: z.coerce.bigint(), note: z.string() }));
const datedRows = z.array(
  z.object({ size: z.coerce.bigint(), note: z.string(), at: z.instanceof(Date) }),
);
