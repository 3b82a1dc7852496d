import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { compareWithLedger, gapsIn } from '../kit/client-log.ts';
import { makeDataDirectory, removeDataDirectory, runCommand } from '../kit/command-line.ts';
import { rounds, tellProgress, tellTotals } from '../kit/drill.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { asApp } from '../kit/graphql.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../kit/proxy.ts';
import { type Readers, type Received, startReaders } from '../kit/readers.ts';
import { createService, type ServiceProcess } from '../kit/service.ts';
import { connectAs } from '../kit/sessions.ts';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../kit/throwaway-postgres.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const gateways = 4;
const members = 8;
const readersEach = 12;

/** One of the gateways, with its own way to the database: so what each sends can be counted. */
type Gateway = {
  readonly proxy: DatabaseProxy;
  readonly service: ServiceProcess;
  readonly checkpoints: { readonly times: number };
};

let server: ThrowawayPostgres;
let dataDirectory: string;
let running: readonly Gateway[] = [];
let app: { readonly id: string };

const asAdministrator = async (sql: string, values: unknown[] = []) => {
  const client = await connectAs(server.superuserUrl);
  return client.query(sql, values).finally(() => client.end());
};

beforeAll(async () => {
  server = await startThrowawayPostgres(true);
  dataDirectory = await makeDataDirectory();
  running = await Promise.all(Array.from({ length: gateways }, openGateway));
  // All at once on an empty database: each may be the one that migrates it.
  await Promise.all(running.map(({ service }) => service.start()));
  app = await settle();
});
afterAll(async () => {
  for (const { service, proxy } of running) {
    await service.stop();
    await proxy.close();
  }
  await server?.stop();
  if (dataDirectory) await removeDataDirectory(dataDirectory);
});

async function openGateway(): Promise<Gateway> {
  const proxy = await startDatabaseProxy(server.superuserUrl);
  const service = createService({
    DATA_DIR: dataDirectory,
    DATABASE_URL: proxy.url,
    LEDGER_CHECKPOINT_EVERY_MS: '100',
    RATE_COST_PER_MINUTE: '1000000000',
  });
  return { proxy, service, checkpoints: proxy.count('ledger-grow-tree') };
}

/** A plan, an app, and members who all granted it their claims. */
async function settle(): Promise<{ readonly id: string }> {
  const limits = { connections: 2, statementTimeout: 30_000, lockTimeout: 30_000 };
  const database = openDatabase({ url: server.superuserUrl, ...limits });
  try {
    const world = { database, dataDirectory };
    const plan = await makePlan(world);
    const made = await makeApp(world);
    const names = Array.from({ length: members }, (_, at) => `member-${at}`);
    await importResources(
      world,
      plan,
      names.flatMap((name) => [patient(name), explanationOfBenefit(`claim-of-${name}`, name)]),
    );
    for (const name of names) await makeGrant(world, plan, memberIdOf(plan, name), made);
    return made;
  } finally {
    await database.close();
  }
}

const startLoad = async ({ service }: Gateway): Promise<Readers> =>
  startReaders({
    url: () => service.url,
    count: readersEach,
    query: '{ members(first: 8) { nodes { memberId claims(first: 5) { nodes { id } } } } }',
    token: await service.token(asApp(app)),
  });

/** Receipts whose entries the ledger does not hold so, at that index and with that hash. */
async function unfounded(received: readonly Received[]): Promise<unknown[]> {
  const claimed = received.flatMap(({ receipt }) =>
    (receipt?.leafHashes ?? []).map((hash, at) => ({
      release: receipt?.release,
      index: (receipt?.index ?? 0) + at,
      hash,
    })),
  );
  expect(claimed.length).toBeGreaterThan(0);
  const { rows } = await asAdministrator(
    `select c.* from jsonb_to_recordset($1) c(release uuid, index bigint, hash text)
      left join ledger.entry e on e.idx = c.index
      where (e.release_id, encode(e.leaf_hash, 'hex')) is distinct from (c.release, c.hash) limit 5`,
    [JSON.stringify(claimed)],
  );
  return rows;
}

const verify = () =>
  runCommand(['verify'], { DATA_DIR: dataDirectory, DATABASE_URL: server.superuserUrl }).ended;

const extent = async (): Promise<{ entries: number; signed: number }> =>
  (
    await asAdministrator(
      `select h.next_index::int as entries, (select max(size)::int from ledger.checkpoint) as signed
        from ledger.head h`,
    )
  ).rows[0];

test('four gateways at full load append and sign together, without a gap, a duplicate or a leader', async () => {
  const seconds = rounds(2, 60);
  const told = tellProgress('four gateways', seconds);
  const before = await extent();
  const started = performance.now();
  const load = await Promise.all(running.map(startLoad));
  const victim = running[0];
  if (victim === undefined) throw new Error('nobody runs');
  for (let second = 1; second <= seconds; second += 1) {
    await wait(1_000);
    // Whoever signs now may be the one who dies: the others go on.
    if (second === Math.ceil(seconds / 2)) {
      await victim.service.kill();
      await victim.service.start();
    }
    told(second);
  }
  await Promise.all(load.map((readers) => readers.stop()));
  const took = (performance.now() - started) / 1_000;
  const received = load.flatMap((readers) => readers.received);
  await expect
    .poll(async () => (({ entries, signed }) => entries - signed)(await extent()), {
      timeout: 20_000,
    })
    .toBe(0);

  expect(await gapsIn({ asAdministrator })).toEqual([]);
  const { faults, released, unreceived } = await compareWithLedger(
    { asAdministrator },
    app,
    received,
  );
  expect(faults).toEqual([]);
  expect(await unfounded(received)).toEqual([]);
  for (const { received: answers } of load) {
    expect(answers.filter(({ receipt }) => receipt !== undefined).length).toBeGreaterThan(0);
  }
  // Everyone has signed some of them, and nobody was told to.
  for (const { checkpoints } of running) expect(checkpoints.times).toBeGreaterThan(0);
  const verified = await verify();
  expect(verified).toMatchObject({ code: 0 });

  const { entries } = await extent();
  tellTotals('four gateways', {
    seconds: Math.round(took),
    entries: entries - before.entries,
    entriesPerSecond: Math.round((entries - before.entries) / took),
    released,
    unreceived,
    unanswered: load.reduce((sum, { unanswered }) => sum + unanswered, 0),
    checkpointsByEach: running.map(({ checkpoints }) => checkpoints.times),
    verified: verified.stdout.trim().split('\n').at(-1),
  });
});
