import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../kit/database.ts';
import { rounds, tellProgress, tellTotals } from '../kit/drill.ts';
import { postgresProcesses, signalAll } from '../kit/postgres-processes.ts';
import { startDatabaseProxy } from '../kit/proxy.ts';
import { type CrashSite, type Ownership, openCrashSite } from './crash-site.ts';

// Gateways and databases are started as people start them, with durable disks.
vi.setConfig({ testTimeout: Math.max(180_000, rounds(0, 3_600_000)), hookTimeout: 60_000 });

let site: CrashSite | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

/** Crashes a site again and again in the middle of its load, and then compares. */
async function crash(
  what: string,
  ownership: Ownership,
  total: number,
  strike: (opened: CrashSite, round: number) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
) {
  const opened = await openCrashSite(ownership, settings);
  site = opened;
  const told = tellProgress(what, total);
  let slowest = 0;
  await opened.recovered();
  for (let round = 0; round < total; round += 1) {
    await wait((round * 37) % 150);
    const struck = performance.now();
    await strike(opened, round);
    await opened.recovered();
    slowest = Math.max(slowest, performance.now() - struck);
    told(round + 1);
  }
  const totals = {
    rounds: total,
    slowestRecovery: Math.round(slowest),
    ...(await opened.compare()),
  };
  tellTotals(what, totals);
  return totals;
}

const killGateway = async ({ service }: CrashSite) => {
  await service.kill();
  await service.start();
};

/** Ways in which a server dies, each with another recovery. */
const deaths = [
  ['postmaster', 'SIGKILL'],
  ['everything', 'SIGKILL'],
  ['a backend', 'SIGKILL'],
  ['postmaster', 'SIGQUIT'],
] as const;

const killPostgres =
  (first: number) =>
  async ({ home = '' }: CrashSite, round: number) => {
    const { postmaster, children } = await postgresProcesses(home);
    const [who, signal] = deaths[(first + round) % deaths.length] ?? deaths[0];
    const backend = children.at(-1) ?? postmaster;
    const pids = {
      postmaster: [postmaster],
      everything: [postmaster, ...children],
      'a backend': [backend],
    };
    signalAll(pids[who], signal);
  };

describe.skipIf(process.platform === 'win32')(
  'what clients received is in the ledger, once',
  () => {
    test('through kill -9 of the gateway, which recovers its own database', async () => {
      await crash('kill -9 gateway and its database', 'EMBEDDED', rounds(1, 50), killGateway);
    });

    test('through kill -9 of the gateway beside its database', async () => {
      await crash('kill -9 gateway', 'EXTERNAL', rounds(1, 50), killGateway);
    });

    test('through kill -9 of the embedded PostgreSQL, which the gateway starts again', async () => {
      await crash('kill -9 embedded PostgreSQL', 'EMBEDDED', rounds(1, 100), killPostgres(0));
    });

    test('through kill -9 of a PostgreSQL that comes back: the gateway connects again by itself', async () => {
      await crash('kill -9 external PostgreSQL', 'EXTERNAL', rounds(1, 100), killPostgres(2));
    });

    test('through acknowledgements that are lost on the way', async () => {
      const database = await createTestDatabase();
      const proxy = await startDatabaseProxy(database.url);
      const cuts = [
        ['ledger-append', 'BEFORE'],
        ['ledger-append', 'AFTER'],
        ['COMMIT', 'BEFORE'],
        ['COMMIT', 'AFTER'],
        ['ledger-append', 'SILENCE'],
        ['COMMIT', 'SILENCE'],
        ['COMMIT', 'LOST'],
      ] as const;
      try {
        const cut = async (_site: CrashSite, round: number) => {
          const before = proxy.cuts;
          const [text, how] = cuts[round % cuts.length] ?? cuts[0];
          proxy.cutAt(text, how);
          await expect.poll(() => proxy.cuts, { timeout: 20_000, interval: 5 }).toBe(before + 1);
        };
        const through = { url: database.url, through: proxy.url };
        const settings = { LEDGER_DEADLINE_MS: '1500', DATABASE_STATEMENT_TIMEOUT_MS: '1500' };
        const total = rounds(cuts.length, 600);
        await crash('lost acknowledgements', through, total, cut, settings);
      } finally {
        await site?.close();
        site = undefined;
        await proxy.close();
        await database.drop();
      }
    });
  },
);
