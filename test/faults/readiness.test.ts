import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';
import { startTestGateway, type TestGateway } from '../kit/gateway.ts';
import { asApp } from '../kit/graphql.ts';
import { holdHead } from '../kit/sessions.ts';
import { importResources, makeApp, makeGrant, makePlan, memberIdOf } from '../kit/world.ts';

let gateway: TestGateway;
let ann: string;
let token: string;
let logged: { msg: string; reason?: string }[] = [];

beforeAll(async () => {
  const stream = { write: (line: string) => void logged.push(JSON.parse(line)) };
  gateway = await startTestGateway({}, { log: pino({ level: 'info' }, stream) });
  const plan = await makePlan(gateway);
  const app = await makeApp(gateway);
  await importResources(gateway, plan, [patient('ann'), explanationOfBenefit('claim', 'ann')]);
  ann = memberIdOf(plan, 'ann');
  await makeGrant(gateway, plan, ann, app);
  token = await gateway.token(asApp(app));
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await expect.poll(() => readiness()).toMatchObject({ status: 200 });
  logged = [];
});

async function readiness(): Promise<{ status: number; body: string }> {
  const response = await fetch(`${gateway.baseUrl}/ready`);
  return { status: response.status, body: await response.text() };
}
const unready = { status: 503, body: '{"status":"not ready"}' };
const ready = { status: 200, body: '{"status":"ready"}' };

const read = () =>
  gateway.ask('{ members { nodes { memberId claims { nodes { id } } } } }', { token });

/** What the log tells of readiness. */
const told = () => logged.filter(({ msg }) => msg === 'not ready' || msg === 'ready again');

describe('/ready', () => {
  test('tells that somebody holds the head, though nobody asks for data; and then that it is free', async () => {
    const held = await holdHead(gateway.url);
    try {
      await expect.poll(readiness, { timeout: 10_000 }).toEqual(unready);
      const begun = performance.now();
      expect(await readiness()).toEqual(unready);
      expect(performance.now() - begun).toBeLessThan(4_000);
    } finally {
      await held.release();
    }
    await expect.poll(readiness, { timeout: 10_000 }).toEqual(ready);
    expect((await read()).text).toContain(ann);
    expect(told().map(({ msg }) => msg)).toEqual(['not ready', 'ready again']);
  });

  test('asks the database no more often for a crowd than for one', async () => {
    const held = await holdHead(gateway.url);
    try {
      await expect.poll(readiness, { timeout: 10_000 }).toEqual(unready);
      let answered = false;
      const crowd = Promise.all(Array.from({ length: 50 }, readiness)).finally(() => {
        answered = true;
      });
      const waiting = new Set<number>();
      while (!answered) {
        const { rows } = await gateway.asAdministrator(
          `select count(*)::int as waiting from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        );
        waiting.add(rows[0].waiting);
      }
      expect(Math.max(...waiting)).toBe(1);
      expect(await crowd).toEqual(Array(50).fill(unready));
    } finally {
      await held.release();
    }
  });

  test('leaves no trace in the ledger', async () => {
    const size = () => gateway.asAdministrator('select next_index from ledger.head');
    const before = (await size()).rows;
    // By then the last acknowledgement is no evidence any more, and an append of nothing asks.
    await wait(1_100);
    expect(await readiness()).toEqual(ready);
    expect((await size()).rows).toEqual(before);
  });
});
afterEach(() => vi.useRealTimers());

describe('a clock that differs from the database’s', () => {
  const minute = 60_000;

  test.each([
    ['ahead', 6 * minute, 360],
    ['behind', -6 * minute, -360],
  ])(
    'by six minutes %s: nothing is released, and /ready and the log say so',
    async (_how, by, s) => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by });
      const answer = await read();
      expect(answer.status).toBe(503);
      expect(answer.text).not.toContain(ann);
      expect(await readiness()).toEqual(unready);
      expect(await readiness()).toEqual(unready);
      const [line, ...more] = told();
      expect(more).toEqual([]);
      expect(line).toMatchObject({ msg: 'not ready', reason: expect.stringContaining('clock') });
      const seconds = Number(/-?\d+/.exec(line?.reason ?? '')?.[0]);
      expect(Math.abs(seconds - s)).toBeLessThan(15);

      vi.useRealTimers();
      expect(await readiness()).toEqual(ready);
      expect((await read()).text).toContain(ann);
    },
  );

  test('by four minutes: the ledger takes what is released, and /ready says so', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4 * minute });
    expect((await read()).text).toContain(ann);
    expect(await readiness()).toEqual(ready);
  });
});
