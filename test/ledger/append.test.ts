import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPool } from '../../src/db/pools.ts';
import { Appender, type AppenderSettings, type AppendOutcome } from '../../src/ledger/append.ts';
import { findEntry } from '../../src/ledger/entries.ts';
import type { Leaf } from '../../src/ledger/leaf.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { selfAccess } from '../kit/leaves.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../kit/proxy.ts';
import { connectAs, holdHead } from '../kit/sessions.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
const pools: pg.Pool[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startDatabaseProxy(database.url);
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await proxy.close();
  await database.drop();
});

/** An appender and its pool, whose statements are counted. */
function openAppender(settings: Partial<AppenderSettings> = {}, url = database.url) {
  const pool = openPool({
    url,
    role: 'cg_gateway',
    connections: 2,
    statementTimeout: 5_000,
    lockTimeout: 150,
    idleInTransactionTimeout: 5_000,
  });
  pools.push(pool);
  const counted = { statements: 0 };
  const query = pool.query.bind(pool);
  Object.assign(pool, {
    query: (...given: Parameters<typeof query>) => {
      counted.statements += 1;
      return query(...given);
    },
  });
  const appender = new Appender(pool, {
    deadline: 2_000,
    queueMax: 1_000,
    batchMax: 500,
    ...settings,
  });
  return { appender, pool, counted };
}

const entriesOf = async (release: string) =>
  (
    await database.asAdministrator(
      'select *, extract(epoch from at) * 1000 as ms from ledger.entry where release_id = $1 order by idx',
      [release],
    )
  ).rows;

const indexesOf = (outcomes: readonly AppendOutcome[]) =>
  outcomes.flatMap((outcome) =>
    outcome.kind === 'APPENDED' ? outcome.entries.map(({ index }) => index) : [],
  );

/** When a promise was refused, and how: milliseconds from now. */
async function refusal(promise: Promise<unknown>) {
  const begun = performance.now();
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { error, after: performance.now() - begun };
}
const unavailable = expect.objectContaining({ code: 'LEDGER_UNAVAILABLE', status: 503 });

describe('an entry', () => {
  test('is the canonical JSON of its leaf, hashed by the database as RFC 6962 says', async () => {
    const { appender } = openAppender();
    const leaf = selfAccess({ operationName: 'Ünïcode_€', labels: ['PSY', 'HIV'] });
    const outcome = await appender.append([leaf]);
    const [entry] = await entriesOf(leaf.release);
    expect(entry.leaf.toString('utf8')).toBe(canonicalize(leaf));
    const hash = createHash('sha256').update(Buffer.of(0)).update(entry.leaf).digest();
    expect(entry.leaf_hash).toEqual(hash);
    expect(outcome).toEqual({
      kind: 'APPENDED',
      entries: [{ index: BigInt(entry.idx), leafHash: hash }],
    });
    expect((await findEntry(database.database.gateway, BigInt(entry.idx)))?.leaf).toEqual(leaf);
  });

  test('has columns that say what its leaf says', async () => {
    const { appender } = openAppender();
    const leaf = selfAccess({ at: 1_795_000_000_123, categories: ['CLAIMS', 'PHARMACY'], labels: ['HIV'] });
    await appender.append([leaf]);
    expect(await entriesOf(leaf.release)).toEqual([
      expect.objectContaining({
        release_id: leaf.release,
        kind: 'SELF_ACCESS',
        ms: '1795000000123.000000',
        plan_id: leaf.plan,
        member_id: leaf.member,
        app_id: null,
        partner_id: null,
        grant_id: null,
        grant_version: null,
        purpose: null,
        categories: ['CLAIMS', 'PHARMACY'],
        labels: ['HIV'],
      }),
    ]);
  });
});

describe('appends', () => {
  test('made at once share few statements, and every index is given once', async () => {
    const { appender, counted } = openAppender();
    const before = await head();
    const releases = Array.from({ length: 200 }, () => [selfAccess()]);
    const outcomes = await Promise.all(releases.map((leaves) => appender.append(leaves)));
    // The first goes alone; whatever came while it was under way goes together.
    expect(counted.statements).toBeLessThanOrEqual(3);
    const indexes = indexesOf(outcomes).sort((a, b) => Number(a - b));
    expect(indexes).toEqual(Array.from({ length: 200 }, (_, n) => before + BigInt(n)));
    expect(await head()).toBe(before + 200n);
  });

  test('of several gateways at once leave no gap and give no index twice', async () => {
    const appenders = [openAppender(), openAppender(), openAppender()];
    await Promise.all(
      Array.from({ length: 120 }, (_, n) =>
        appenders[n % 3]?.appender.append([selfAccess(), selfAccess()].map(sameRelease)),
      ),
    );
    const { rows } = await database.asAdministrator(
      'select min(idx)::int, max(idx)::int, count(*)::int from ledger.entry',
    );
    expect(rows).toEqual([{ min: 0, max: rows[0].count - 1, count: rows[0].count }]);
    expect(await head()).toBe(BigInt(rows[0].count));
  });

  test('are whole: the members of one release stand side by side', async () => {
    const { appender } = openAppender();
    const leaves = [selfAccess(), selfAccess(), selfAccess()].map(sameRelease);
    const [first, ...others] = indexesOf([await appender.append(leaves)]);
    expect(others).toEqual([(first ?? 0n) + 1n, (first ?? 0n) + 2n]);
  });

  test('under one release id stand once, however often they are sent', async () => {
    const { appender } = openAppender();
    const leaf = selfAccess();
    const outcomes = await Promise.all([1, 2, 3].map(() => openAppender().appender.append([leaf])));
    outcomes.push(await appender.append([leaf]));
    expect(new Set(indexesOf(outcomes)).size).toBe(1);
    expect(await entriesOf(leaf.release)).toHaveLength(1);
  });

  test('that say something else under a known release id are not acknowledged', async () => {
    const { appender } = openAppender();
    const leaf = selfAccess();
    await appender.append([leaf]);
    await expect(appender.append([{ ...leaf, labels: ['HIV'] }])).rejects.toEqual(unavailable);
    expect(await entriesOf(leaf.release)).toHaveLength(1);
  });

  test('that the database cannot read do not take their neighbours down', async () => {
    const { appender } = openAppender();
    const good = [selfAccess(), selfAccess(), selfAccess()];
    // PostgreSQL's jsonb takes no NUL.
    const poison = selfAccess({ token: '\u0000' });
    const settled = await Promise.allSettled(
      [good[0], good[1], poison, good[2]].map((leaf) => appender.append(leaf ? [leaf] : [])),
    );
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(settled[2]).toMatchObject({ reason: { code: 'LEDGER_UNAVAILABLE' } });
    for (const leaf of good) expect(await entriesOf(leaf.release)).toHaveLength(1);
    expect(await entriesOf(poison.release)).toEqual([]);
  });

  test('under any isolation but READ COMMITTED are refused', async () => {
    const session = await connectAs(database.url, 'cg_gateway');
    const leaf = Buffer.from(JSON.stringify(selfAccess()));
    for (const isolation of ['repeatable read', 'serializable']) {
      await session.query(`begin isolation level ${isolation}`);
      await expect(session.query('select ledger.append($1)', [[leaf]])).rejects.toMatchObject({
        code: '25000',
      });
      await session.query('rollback');
    }
    await session.end();
  });
});

describe('a lost acknowledgement', () => {
  test.each(['BEFORE', 'AFTER'] as const)(
    'is asked for again, and the entry stands once (cut %s the statement)',
    async (cut) => {
      const { appender } = openAppender({}, proxy.url);
      await appender.append([selfAccess()]);
      const cuts = proxy.cuts;
      proxy.cutAt('ledger-append', cut);
      const leaf = selfAccess();
      const outcome = await appender.append([leaf]);
      expect(proxy.cuts).toBe(cuts + 1);
      const [entry, ...others] = await entriesOf(leaf.release);
      expect(others).toEqual([]);
      expect(indexesOf([outcome])).toEqual([BigInt(entry.idx)]);
    },
  );

  test('that never comes is waited for until the deadline, and later releases go on', async () => {
    const { appender } = openAppender({ deadline: 400 }, proxy.url);
    await appender.append([selfAccess()]);
    proxy.cutAt('ledger-append', 'SILENCE');
    const { error, after } = await refusal(appender.append([selfAccess()]));
    expect(error).toEqual(unavailable);
    expect(after).toBeLessThan(900);
    expect((await appender.append([selfAccess()])).kind).toBe('APPENDED');
  });
});

describe('while a stuck session holds the head', () => {
  test('a release is turned away by its deadline, also behind others, and later ones go through', async () => {
    const { appender } = openAppender({ deadline: 400, batchMax: 1 });
    const held = await holdHead(database.url);
    try {
      const waiting = Array.from({ length: 5 }, () => refusal(appender.append([selfAccess()])));
      for (const { error, after } of await Promise.all(waiting)) {
        expect(error).toEqual(unavailable);
        expect(after).toBeGreaterThan(350);
        expect(after).toBeLessThan(900);
      }
    } finally {
      await held.release();
    }
    expect((await appender.append([selfAccess()])).kind).toBe('APPENDED');
  });

  test('the queue is bounded: one too many is turned away at once, those within go through', async () => {
    const { appender } = openAppender({ queueMax: 3, deadline: 5_000 });
    const held = await holdHead(database.url);
    try {
      // One is under way, three wait.
      const within = [1, 2, 3, 4].map(() => appender.append([selfAccess()]));
      const { error, after } = await refusal(appender.append([selfAccess()]));
      expect(error).toEqual(unavailable);
      expect(after).toBeLessThan(100);
      expect(appender.waiting).toBe(3);
      await held.release();
      for (const outcome of await Promise.all(within)) expect(outcome.kind).toBe('APPENDED');
    } finally {
      await held.release();
    }
  });
});

const sameRelease = (leaf: Leaf, _at: number, all: readonly Leaf[]): Leaf => ({
  ...leaf,
  release: all[0]?.release ?? leaf.release,
});

const head = async () =>
  BigInt(
    (await database.asAdministrator('select next_index from ledger.head')).rows[0].next_index,
  );
