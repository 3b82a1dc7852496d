import { byteaArray } from '../../../src/db/bytea-array.ts';
import { findEntry } from '../../../src/ledger/entries.ts';
import { inclusionProof } from '../../../src/ledger/proofs.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
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
import type { LedgerGrowth } from './result.ts';

const name = 'signed';

/** What one entry more costs, and one proof, at one size of the ledger after the other. */
export async function measureSize(
  world: World,
  ledger: OpenedLedger,
  entries: number,
): Promise<LedgerGrowth> {
  await fillLedger(world.url(name), entries);
  await world.postgres.run(name, 'vacuum analyze');
  await ledger.integrate();
  const bytes = await measureBytes(world);
  const client = await connectAsGateway(world.url(name));
  try {
    const grants = await liveGrants(client);
    const append = (batch: number, count: number) => appendBatch(client, grants, batch, count);
    return {
      entries,
      bytes,
      append: await sampled(60, 10, (at) => append(at, 100)),
      integrate: await sampled(8, 2, async (at) => {
        for (let batch = 0; batch < 10; batch += 1) await append(at * 10 + batch, 1_000);
        const from = performance.now();
        await ledger.integrate();
        return performance.now() - from;
      }),
      inclusionProof: await sampled(60, 10, async (at) => {
        const from = performance.now();
        const proof = await inclusionProof(ledger.published, BigInt(someIndex(at, entries)));
        const took = performance.now() - from;
        if (proof === undefined) throw new Error('an entry has no proof');
        return took;
      }),
      entry: await sampled(60, 10, async (at) => {
        const from = performance.now();
        const found = await findEntry(ledger.database.gateway, BigInt(someIndex(at, entries)));
        const took = performance.now() - from;
        if (found === undefined) throw new Error('an entry is missing');
        return took;
      }),
    };
  } finally {
    await client.end();
  }
}

/** Milliseconds of several times; the first ones, which fill caches, do not count. */
async function sampled(
  times: number,
  uncounted: number,
  measure: (at: number) => Promise<number>,
): Promise<Spread> {
  const took: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const one = await measure(at);
    if (at >= uncounted) took.push(one);
  }
  return spreadOf(took);
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

async function measureBytes(world: World): Promise<LedgerGrowth['bytes']> {
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
