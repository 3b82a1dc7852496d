import { byteaArray } from '../../../src/db/bytea-array.ts';
import { findEntry } from '../../../src/ledger/entries.ts';
import { inclusionProof } from '../../../src/ledger/proofs.ts';
import { spreadOf } from '../measure/statistics.ts';
import {
  connectAsGateway,
  fillLedger,
  type LiveGrant,
  liveGrants,
  nextLeaves,
} from '../world/fill-ledger.ts';
import type { World } from '../world/world.ts';
import { appendStatement } from './appends.ts';
import type { OpenedLedger } from './opened.ts';
import type { Grown, LedgerGrowth } from './result.ts';

/** A ledger that is measured: the growing one, or the small one beside it. */
export type MeasuredLedger = {
  readonly name: 'signed' | 'beside';
  readonly ledger: OpenedLedger;
};

/** Fills a ledger through the gate, and signs it. */
export async function fillUp(
  world: World,
  { name, ledger }: MeasuredLedger,
  entries: number,
): Promise<void> {
  await fillLedger(world.url(name), entries);
  await world.postgres.run(name, 'vacuum analyze');
  await ledger.integrate();
}

/**
 * What one entry more costs, and one proof, at one size of the ledger after the other; each time turn and
 * turn about with a small ledger, for the machine is not the same from one minute to the next.
 */
export async function measureSize(
  world: World,
  grown: MeasuredLedger,
  small: MeasuredLedger,
  entries: number,
): Promise<LedgerGrowth> {
  await fillUp(world, grown, entries);
  const bytes = await measureBytes(world, grown.name);
  const sides = [
    await openSide(world, grown, entries),
    await openSide(world, small, smallest),
  ] as const;
  try {
    const both = (times: number, uncounted: number, of: (side: Side) => Measure) =>
      inTurns(times, uncounted, of(sides[0]), of(sides[1]));
    return {
      entries,
      bytes,
      append: await both(60, 10, (side) => (at) => side.append(at, 100)),
      integrate: await both(8, 2, (side) => async (at) => {
        for (let batch = 0; batch < 10; batch += 1) await side.append(at * 10 + batch, 1_000);
        return timed(() => side.ledger.integrate());
      }),
      inclusionProof: await both(
        60,
        10,
        (side) => (at) =>
          timed(() => inclusionProof(side.ledger.published, BigInt(someIndex(at, side.entries)))),
      ),
      entry: await both(
        60,
        10,
        (side) => (at) =>
          timed(() => findEntry(side.ledger.database.gateway, BigInt(someIndex(at, side.entries)))),
      ),
    };
  } finally {
    await Promise.all(sides.map(({ close }) => close()));
  }
}

/** How many entries the small ledger begins with. */
export const smallest = 10_000;

/** Milliseconds of the n-th time. */
type Measure = (at: number) => Promise<number>;

async function openSide(world: World, { name, ledger }: MeasuredLedger, entries: number) {
  const client = await connectAsGateway(world.url(name));
  const grants = await liveGrants(client);
  return {
    ledger,
    entries,
    append: (batch: number, count: number) => appendBatch(client, grants, batch, count),
    close: () => client.end(),
  };
}
type Side = Awaited<ReturnType<typeof openSide>>;

/** Milliseconds of several times, of one and the other; the first ones, which fill caches, do not count. */
async function inTurns(
  times: number,
  uncounted: number,
  grown: Measure,
  small: Measure,
): Promise<Grown> {
  const took: { grown: number[]; small: number[] } = { grown: [], small: [] };
  for (let at = 0; at < times; at += 1) {
    const first = at % 2 === 0 ? await grown(at) : undefined;
    const beside = await small(at);
    const one = first ?? (await grown(at));
    if (at < uncounted) continue;
    took.grown.push(one);
    took.small.push(beside);
  }
  return { grown: spreadOf(took.grown), small: spreadOf(took.small) };
}

/** Milliseconds of something that has to be found. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  const found = await work();
  const took = performance.now() - from;
  if (found === undefined) throw new Error('an entry, or its proof, is missing');
  return took;
}

/** All over the ledger, and never one beside the other. */
const someIndex = (at: number, entries: number) => (at * 7_919_993 + 13) % entries;

async function appendBatch(
  client: Awaited<ReturnType<typeof connectAsGateway>>,
  grants: readonly LiveGrant[],
  batch: number,
  count: number,
): Promise<number> {
  const values = [byteaArray(nextLeaves(grants, batch * count, count))];
  const from = performance.now();
  await client.query({ ...appendStatement, values });
  return performance.now() - from;
}

async function measureBytes(
  world: World,
  name: MeasuredLedger['name'],
): Promise<LedgerGrowth['bytes']> {
  const { rows } = await world.postgres.run(
    name,
    `select sum(pg_table_size(p.relid))::float8 as "table", sum(pg_indexes_size(p.relid))::float8 as indexes,
        pg_total_relation_size('ledger.tile')::float8 as tiles,
        (select next_index from ledger.head)::float8 as entries
      from pg_partition_tree('ledger.entry') p where p.isleaf`,
  );
  const [size] = rows;
  return {
    table: size.table / size.entries,
    indexes: size.indexes / size.entries,
    tiles: size.tiles / size.entries,
  };
}
