import type { Generator } from '../load/generator.ts';
import type { PlannedRequest } from '../load/job.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import { startGoverned } from '../systems/governed.ts';
import { asApp, asker } from '../workloads/ask.ts';
import { reading } from '../workloads/workload.ts';
import { connectAsGateway, fillLedger, liveGrants, nextLeaves } from '../world/fill-ledger.ts';
import type { World } from '../world/world.ts';
import type { LedgerOfSize } from './growth.ts';

/** Appends and history pages of one ledger, at one size after the other. */
export async function measureLedgers(options: {
  readonly world: World;
  readonly generator: Generator;
  readonly sizes: readonly number[];
  readonly say: (text: string) => void;
}): Promise<LedgerOfSize[]> {
  const { world, generator, sizes, say } = options;
  await world.prepare('growing');
  const gateway = await startGoverned(world, 'growing');
  const found: LedgerOfSize[] = [];
  try {
    for (const entries of sizes) {
      say(`growth: filling the ledger up to ${entries} entries`);
      await fillLedger(world.url('growing'), entries);
      await world.postgres.run('growing', 'vacuum analyze');
      const bytesPerEntry = await measureBytes(world);
      const append = await measureAppends(world);
      const pages = await measurePages(world, generator, gateway.port);
      found.push({ entries, append, ...pages, bytesPerEntry });
      say(`growth: ${entries} entries: ${append.median.toFixed(2)} ms for 100 appended`);
    }
    return found;
  } finally {
    await gateway.stop();
  }
}

/** Batches of 100 through the gate, each a transaction, as the gateway appends them. */
async function measureAppends(world: World): Promise<Spread> {
  const client = await connectAsGateway(world.url('growing'));
  try {
    const grants = await liveGrants(client);
    const took: number[] = [];
    for (let batch = 0; batch < 60; batch += 1) {
      const leaves = nextLeaves(grants, batch * 100, 100);
      const from = performance.now();
      await client.query({
        name: 'ledger-append',
        text: 'select idx, release_id, leaf_hash from ledger.append($1)',
        values: [leaves],
      });
      // The first ones prepare the statement and fill caches.
      if (batch >= 10) took.push(performance.now() - from);
    }
    return spreadOf(took);
  } finally {
    await client.end();
  }
}

const nodes = 'nodes { index at memberId app { name } categories labels purpose }';

/** Pages over HTTP, one at a time, interleaved. */
async function measurePages(world: World, generator: Generator, port: number) {
  const [memberId = ''] = world.population.memberIds;
  const [member, auditor, app] = await Promise.all([
    asker(world, { kind: 'MEMBER', memberId }),
    asker(world, { kind: 'AUDITOR' }),
    asker(world, asApp),
  ]);
  const page = `query Page { disclosures(first: 50) { ${nodes} } }`;
  const requests = { memberPage: member(page), auditorPage: auditor(page), appPage: app(page) };
  const p50 = async (request: PlannedRequest, rows: number[]) => {
    const plan = reading({ reads: [request], marker: '"memberId":', rows });
    const mode = { kind: 'count', requests: 40 } as const;
    const duration = { warmSeconds: 0, seconds: 0, leastRequests: 0 };
    const result = await generator.run({ port, plan, mode, ...duration, seed: 1 });
    if (result.errors > 0) throw new Error(`growth: ${result.firstError}`);
    return result.p50;
  };
  const took: Record<keyof typeof requests, number[]> = {
    memberPage: [],
    auditorPage: [],
    appPage: [],
  };
  for (let round = 0; round < 4; round += 1) {
    // A member has as many as there are, up to a page; the smallest ledger has some for each.
    const some = Array.from({ length: 51 }, (_, rows) => rows).slice(1);
    const now = {
      memberPage: await p50(requests.memberPage, some),
      auditorPage: await p50(requests.auditorPage, [50]),
      appPage: await p50(requests.appPage, [50]),
    };
    if (round === 0) continue;
    took.memberPage.push(now.memberPage);
    took.auditorPage.push(now.auditorPage);
    took.appPage.push(now.appPage);
  }
  return {
    memberPage: spreadOf(took.memberPage),
    auditorPage: spreadOf(took.auditorPage),
    appPage: spreadOf(took.appPage),
  };
}

async function measureBytes(world: World) {
  const { rows } = await world.postgres.run(
    'growing',
    `select sum(pg_table_size(p.relid))::float8 as "table", sum(pg_indexes_size(p.relid))::float8 as indexes,
        (select next_index from ledger.head)::float8 as entries
      from pg_partition_tree('ledger.entry') p where p.isleaf`,
  );
  const [size] = rows;
  return { table: size.table / size.entries, indexes: size.indexes / size.entries };
}
