import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from '../../src/db/embedded/start.ts';
import { makeDataDirectory, removeDataDirectory } from '../kit/command-line.ts';
import { postgresProcesses, signalAll } from '../kit/postgres-processes.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../kit/proxy.ts';
import type { Received } from '../kit/readers.ts';
import { type CrashSite, openCrashSite } from './crash-site.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const deadline = 1_500;
/** Statements that are never answered are given up a second after their time; then an answer comes. */
const bound = 10_000;
const start = () => startEmbeddedPostgres({ dataDirectory, log: () => undefined, durable: false });

let dataDirectory: string;
let postgres: Awaited<ReturnType<typeof start>>;
let proxy: DatabaseProxy;
let site: CrashSite;

beforeAll(async () => {
  dataDirectory = await makeDataDirectory();
  postgres = await start();
  // In front of it, because a server that is started anew has another port.
  proxy = await startDatabaseProxy(postgres.superuserUrl);
  const settings = {
    LEDGER_DEADLINE_MS: `${deadline}`,
    DATABASE_STATEMENT_TIMEOUT_MS: `${deadline}`,
  };
  site = await openCrashSite({ url: proxy.url, through: proxy.url }, settings);
});
afterAll(async () => {
  await site.close();
  await proxy.close();
  await postgres.stop();
  await removeDataDirectory(dataDirectory);
});

const askedBetween = (from: number, to: number) => (one: Received) =>
  one.askedAt > from && one.askedAt < to;

const answeredBetween = (from: number, to: number) => (one: Received) =>
  one.askedAt + one.took > from && one.askedAt + one.took < to;

/** Nothing of anybody, an error that says that trying again may help, and in bounded time. */
function expectRefusals(answers: readonly Received[]): void {
  expect(answers.length).toBeGreaterThan(0);
  for (const { status, text, took } of answers) {
    expect(status).toBe(503);
    expect(text).not.toMatch(/memberId|[0-9a-f]{8}-[0-9a-f]{4}/);
    expect(text).toMatch(/LEDGER_UNAVAILABLE|UNAVAILABLE/);
    expect(took).toBeLessThan(bound);
  }
}

/** How `/ready` answers, which must not take long whatever the database does. */
async function readiness(): Promise<number | undefined> {
  const begun = performance.now();
  const status = await site.service.ready();
  expect(performance.now() - begun).toBeLessThan(4_000);
  return status;
}

describe.skipIf(process.platform === 'win32')('no database, no data', () => {
  test('while the server is stopped; once it is started again the gateway goes on by itself', async () => {
    await site.recovered();
    await postgres.stop();
    const stopped = performance.now();
    expect(await readiness()).toBe(503);
    await site.readers.untilReceived(24, ({ askedAt }) => askedAt > stopped);
    expect(await readiness()).toBe(503);

    const until = performance.now();
    expectRefusals(site.readers.received.filter(askedBetween(stopped, until)));
    postgres = await start();
    proxy.redirect(postgres.superuserUrl);
    await site.recovered();
  });

  test('while its processes stand still for longer than the deadline', async () => {
    await site.recovered();
    const { postmaster, children } = await postgresProcesses(postgres.homeDirectory);
    const pids = [postmaster, ...children];
    const stopped = performance.now();
    signalAll(pids, 'SIGSTOP');
    try {
      expect(await readiness()).toBe(503);
      await wait(5_000 - (performance.now() - stopped));
      expect(await readiness()).toBe(503);
    } finally {
      signalAll(pids, 'SIGCONT');
    }
    // Everybody may have been waiting when it began, so the answers that came within it are judged,
    // once those are through that had left the database before.
    expectRefusals(site.readers.received.filter(answeredBetween(stopped + 1_000, stopped + 5_000)));
    await site.recovered();
  });

  test('a short stall is waited for, and costs nobody their answer', async () => {
    await site.recovered();
    const { postmaster, children } = await postgresProcesses(postgres.homeDirectory);
    const pids = [postmaster, ...children];
    const stopped = performance.now();
    signalAll(pids, 'SIGSTOP');
    await wait(400);
    signalAll(pids, 'SIGCONT');
    await site.recovered();
    const during = site.readers.received.filter(askedBetween(stopped - 200, stopped + 400));
    expect(during.length).toBeGreaterThan(0);
    expect(during.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('and whatever clients received meanwhile is in the ledger, once', async () => {
    await site.compare();
  });
});
