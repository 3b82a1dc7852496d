import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selfAccess } from '../kit/leaves.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../kit/proxy.ts';
import { holdHead } from '../kit/sessions.ts';
import { indexesOf, type LedgerRoom, openLedgerRoom } from './room.ts';

let room: LedgerRoom;
let proxy: DatabaseProxy;
beforeAll(async () => {
  room = await openLedgerRoom();
  proxy = await startDatabaseProxy(room.url);
});
afterAll(async () => {
  await proxy.close();
  await room.close();
});

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

describe('a lost acknowledgement', () => {
  test.each(['BEFORE', 'AFTER'] as const)(
    'is asked for again, and the entry stands once (cut %s the statement)',
    async (cut) => {
      const { appender } = room.openAppender({}, proxy.url);
      await appender.append([selfAccess()]);
      const cuts = proxy.cuts;
      proxy.cutAt('ledger-append', cut);
      const leaf = selfAccess();
      const outcome = await appender.append([leaf]);
      expect(proxy.cuts).toBe(cuts + 1);
      const [entry, ...others] = await room.entriesOf(leaf.release);
      expect(others).toEqual([]);
      expect(indexesOf([outcome])).toEqual([BigInt(entry.idx)]);
    },
  );

  test('that never comes is waited for until the deadline, and later releases go on', async () => {
    const { appender } = room.openAppender({ deadline: 400 }, proxy.url);
    await appender.append([selfAccess()]);
    proxy.cutAt('ledger-append', 'SILENCE');
    const { error, after } = await refusal(appender.append([selfAccess()]));
    expect(error).toEqual(unavailable);
    expect(after).toBeLessThan(1_300);
    // The lost connection is given up soon after, and replaced.
    await expect
      .poll(() => refusal(appender.append([selfAccess()])), { timeout: 5_000 })
      .toMatchObject({ error: undefined });
  });
});

describe('while a stuck session holds the head', () => {
  test('a release is turned away by its deadline, also behind others, and later ones go through', async () => {
    const { appender } = room.openAppender({ deadline: 400, batchMax: 1 });
    const held = await holdHead(room.url);
    try {
      const waiting = Array.from({ length: 12 }, () => refusal(appender.append([selfAccess()])));
      for (const { error, after } of await Promise.all(waiting)) {
        expect(error).toEqual(unavailable);
        expect(after).toBeGreaterThan(350);
        expect(after).toBeLessThan(1_300);
      }
    } finally {
      await held.release();
    }
    expect((await appender.append([selfAccess()])).kind).toBe('APPENDED');
  });

  test('the queue is bounded: one too many is turned away at once, those within go through', async () => {
    const { appender } = room.openAppender({ queueMax: 3, deadline: 5_000 });
    const held = await holdHead(room.url);
    try {
      // One is under way, three wait.
      const within = [appender.append([selfAccess()])];
      await expect.poll(() => appender.waiting).toBe(0);
      for (let waits = 0; waits < 3; waits += 1) within.push(appender.append([selfAccess()]));
      const { error, after } = await refusal(appender.append([selfAccess()]));
      expect(error).toEqual(unavailable);
      expect(after).toBeLessThan(1_000);
      expect(appender.waiting).toBe(3);
      await held.release();
      for (const outcome of await Promise.all(within)) expect(outcome.kind).toBe('APPENDED');
    } finally {
      await held.release();
    }
  });
});

describe('what is too much for one statement', () => {
  test('is appended in several, so that nobody holds the head for long', async () => {
    const { appender, counted } = room.openAppender({ deadline: 10_000 });
    const large = () =>
      selfAccess({ fields: Array.from({ length: 20_000 }, () => 'Claim.status') });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => appender.append([large()])),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 12 }, () => 'APPENDED'));
    // 300 kB each, and two megabytes to a statement.
    expect(counted.statements).toBe(2);
  });

  test('for its time is divided, and whoever can be appended in time is', async () => {
    const slow = await openLedgerRoom();
    try {
      await slow.asAdministrator(`
        create function slow_for_many() returns trigger language plpgsql as $$
        begin
          if (select count(*) from fresh) > 2 then perform pg_sleep(20); end if;
          return null;
        end $$;
        create trigger slow after insert on ledger.entry referencing new table as fresh
          for each statement execute function slow_for_many()`);
      const { appender } = slow.openAppender({ deadline: 8_000, statementTimeout: 400 });
      const outcomes = await Promise.all(
        Array.from({ length: 6 }, () => appender.append([selfAccess()])),
      );
      expect(indexesOf(outcomes)).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
    } finally {
      await slow.close();
    }
  });
});
