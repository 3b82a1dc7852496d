import type pg from 'pg';
import { byteaArray } from '../../../src/db/bytea-array.ts';
import { spreadOf } from '../measure/statistics.ts';
import { connectAsGateway, type LiveGrant, liveGrants, nextLeaves } from '../world/fill-ledger.ts';
import { bareRows, insertBare } from './bare.ts';
import type { AppendCost, LedgerEffort } from './result.ts';

/** Batches through the gate, one after the other on one connection, and the same as bare rows. */
export async function measureAppends(
  url: string,
  { rounds, appended }: LedgerEffort,
  say: (text: string) => void,
): Promise<AppendCost[]> {
  const [gate, bare] = [await connectAsGateway(url), await connectAsGateway(url)];
  try {
    const grants = await liveGrants(gate);
    const costs: AppendCost[] = [];
    for (const batch of [100, 1_000]) {
      const speeds: { ours: number; peer: number }[] = [];
      // Plans and caches settle in a round that does not count.
      for (let round = -1; round < rounds; round += 1) {
        const ours = async () => appendRound(gate, grants, batch, appended);
        const peer = async () => bareRound(bare, grants, batch, appended);
        const now =
          round % 2 === 0
            ? { ours: await ours(), peer: await peer() }
            : { peer: await peer(), ours: await ours() };
        if (round >= 0) speeds.push(now);
      }
      const ratio = spreadOf(speeds.map(({ ours, peer }) => ours / peer));
      say(`ledger: appends of ${batch}: ${ratio.median.toFixed(2)} of a bare insert`);
      costs.push({
        batch,
        ratio,
        ours: spreadOf(speeds.map(({ ours }) => ours)),
        peer: spreadOf(speeds.map(({ peer }) => peer)),
      });
    }
    return costs;
  } finally {
    await Promise.all([gate.end(), bare.end()]);
  }
}

/** The statement that the gateway's appender sends. */
export const appendStatement = {
  name: 'ledger-append',
  text: `select release_id, min(idx) as first, max(idx) as last,
      string_agg(leaf_hash, '' order by idx) as hashes
    from ledger.append($1) group by release_id`,
};

/** @returns entries a second */
async function appendRound(
  client: pg.Client,
  grants: readonly LiveGrant[],
  batch: number,
  count: number,
): Promise<number> {
  let took = 0;
  for (let done = 0; done < count; done += batch) {
    // A leaf says when it was made, and the gate looks: no batch is made long before.
    const leaves = nextLeaves(grants, done, batch);
    const values = [byteaArray(leaves)];
    const from = performance.now();
    const { rowCount } = await client.query({ ...appendStatement, values });
    took += performance.now() - from;
    if (rowCount !== batch) throw new Error(`the gate took ${rowCount} of ${batch}`);
  }
  return (count / took) * 1000;
}

async function bareRound(
  client: pg.Client,
  grants: readonly LiveGrant[],
  batch: number,
  count: number,
): Promise<number> {
  let took = 0;
  for (let done = 0; done < count; done += batch) {
    const rows = bareRows(nextLeaves(grants, done, batch));
    const from = performance.now();
    await insertBare(client, rows);
    took += performance.now() - from;
  }
  return (count / took) * 1000;
}
