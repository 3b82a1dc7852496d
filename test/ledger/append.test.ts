import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findEntry } from '../../src/ledger/entries.ts';
import type { Leaf } from '../../src/ledger/leaf.ts';
import { selfAccess } from '../kit/leaves.ts';
import { connectAs } from '../kit/sessions.ts';
import { indexesOf, type LedgerRoom, openLedgerRoom } from './room.ts';

let room: LedgerRoom;
beforeAll(async () => {
  room = await openLedgerRoom();
});
afterAll(() => room.close());

const unavailable = expect.objectContaining({ code: 'LEDGER_UNAVAILABLE', status: 503 });

describe('an entry', () => {
  test('is the canonical JSON of its leaf, hashed by the database as RFC 6962 says', async () => {
    const { appender } = room.openAppender();
    const leaf = selfAccess({ operationName: 'Ünïcode_€', labels: ['PSY', 'HIV'] });
    const outcome = await appender.append([leaf]);
    const [entry] = await room.entriesOf(leaf.release);
    expect(entry.leaf.toString('utf8')).toBe(canonicalize(leaf));
    const hash = createHash('sha256').update(Buffer.of(0)).update(entry.leaf).digest();
    expect(entry.leaf_hash).toEqual(hash);
    expect(outcome).toEqual({
      kind: 'APPENDED',
      entries: [{ index: BigInt(entry.idx), leafHash: hash }],
    });
    expect((await findEntry(room.database.gateway, BigInt(entry.idx)))?.leaf).toEqual(leaf);
  });

  test('has columns that say what its leaf says', async () => {
    const at = Date.now() - 1_234;
    const { appender } = room.openAppender();
    const leaf = selfAccess({
      at,
      categories: ['CLAIMS', 'PHARMACY'],
      labels: ['HIV'],
    });
    await appender.append([leaf]);
    expect(await room.entriesOf(leaf.release)).toEqual([
      expect.objectContaining({
        release_id: leaf.release,
        kind: 'SELF_ACCESS',
        ms: `${at}.000000`,
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
    const { appender, counted } = room.openAppender();
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
    const appenders = [room.openAppender(), room.openAppender(), room.openAppender()];
    const release = () => [selfAccess(), selfAccess()].map(sameRelease);
    // One append after the other in each, so that they meet at the head again and again.
    await Promise.all(
      appenders.map(async ({ appender }) => {
        for (let n = 0; n < 20; n += 1) {
          await Promise.all([appender.append(release()), appender.append(release())]);
        }
      }),
    );
    const { rows } = await room.asAdministrator(
      'select min(idx)::int, max(idx)::int, count(*)::int from ledger.entry',
    );
    expect(rows).toEqual([{ min: 0, max: rows[0].count - 1, count: rows[0].count }]);
    expect(await head()).toBe(BigInt(rows[0].count));
  });

  test('are whole: the members of one release stand side by side', async () => {
    const { appender } = room.openAppender();
    const leaves = [selfAccess(), selfAccess(), selfAccess()].map(sameRelease);
    const [first, ...others] = indexesOf([await appender.append(leaves)]);
    expect(others).toEqual([(first ?? 0n) + 1n, (first ?? 0n) + 2n]);
  });

  test('under one release id stand once, however often they are sent', async () => {
    const { appender } = room.openAppender();
    const leaf = selfAccess();
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => room.openAppender().appender.append([leaf])),
    );
    outcomes.push(await appender.append([leaf]));
    expect(new Set(indexesOf(outcomes)).size).toBe(1);
    expect(await room.entriesOf(leaf.release)).toHaveLength(1);
  });

  test('that say something else under a known release id are not acknowledged', async () => {
    const { appender } = room.openAppender();
    const leaf = selfAccess();
    await appender.append([leaf]);
    await expect(appender.append([{ ...leaf, labels: ['HIV'] }])).rejects.toEqual(unavailable);
    expect(await room.entriesOf(leaf.release)).toHaveLength(1);
  });

  test('that the database cannot read do not take their neighbours down', async () => {
    const { appender } = room.openAppender();
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
    for (const leaf of good) expect(await room.entriesOf(leaf.release)).toHaveLength(1);
    expect(await room.entriesOf(poison.release)).toEqual([]);
  });

  test('under any isolation but READ COMMITTED are refused', async () => {
    const session = await connectAs(room.url, 'cg_gateway');
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

const sameRelease = (leaf: Leaf, _at: number, all: readonly Leaf[]): Leaf => ({
  ...leaf,
  release: all[0]?.release ?? leaf.release,
});

const head = async () =>
  BigInt((await room.asAdministrator('select next_index from ledger.head')).rows[0].next_index);
