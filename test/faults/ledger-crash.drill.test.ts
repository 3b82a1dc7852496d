import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { makeDataDirectory, removeDataDirectory, runCommand } from '../kit/command-line.ts';
import { rounds, tellProgress, tellTotals } from '../kit/drill.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../kit/proxy.ts';
import { startThrowawayPostgres, type ThrowawayPostgres } from '../kit/throwaway-postgres.ts';
import { type CrashSite, openCrashSite } from './crash-site.ts';
import { cells, type Struck } from './ledger-steps.ts';

// Databases are started as people start them, with durable disks.
vi.setConfig({ testTimeout: rounds(120_000, 3_600_000), hookTimeout: 120_000 });

let server: ThrowawayPostgres;
let proxy: DatabaseProxy;
let site: CrashSite;
let struck: Struck;
let dataDirectory: string;
const settings = {
  LEDGER_DEADLINE_MS: '1500',
  DATABASE_STATEMENT_TIMEOUT_MS: '1500',
  LEDGER_CHECKPOINT_EVERY_MS: '50',
};

beforeAll(async () => {
  server = await startThrowawayPostgres(true);
  proxy = await startDatabaseProxy(server.superuserUrl);
  dataDirectory = await makeDataDirectory();
  const through = { url: server.superuserUrl, through: proxy.url, dataDirectory };
  site = await openCrashSite(through, settings);
  const { service } = site;
  const secondStore = join(dataDirectory, 'checkpoints');
  struck = { service, proxy, home: server.homeDirectory, secondStore };
});
afterAll(async () => {
  await site?.close();
  await proxy?.close();
  await server?.stop();
  if (dataDirectory) await removeDataDirectory(dataDirectory);
});

/** How many entries are under the checkpoint that everybody can fetch. */
async function signed(): Promise<number> {
  const response = await fetch(`${struck.service.url}/ledger/checkpoint`).catch(() => undefined);
  return response?.ok ? Number((await response.text()).split('\n')[1]) : 0;
}

/** The whole command, as an auditor runs it, past the proxy. */
const verify = () =>
  runCommand(['verify'], {
    ...settings,
    DATABASE_URL: server.superuserUrl,
    DATA_DIR: dataDirectory,
  }).ended;

/** Has no divisor in common with the number of cells: every cell has its turn. */
const stride = 13;

const table = (hits: ReadonlyMap<string, number>) =>
  [...hits].map(([cell, count]) => `${String(count).padStart(4)}  ${cell}`).join('\n');

test.skipIf(process.platform === 'win32')(
  'whatever fails at whichever step, every acknowledged entry is in the ledger once and comes under a checkpoint',
  async () => {
    const total = rounds(4, Math.max(200, 4 * cells.length));
    const told = tellProgress('crash matrix of the ledger', total);
    const hits = new Map(cells.map(({ step, failure }) => [`${step}: ${failure}`, 0]));
    let slowest = 0;
    await site.recovered();
    for (let round = 0; round < total; round += 1) {
      // Far from each other, so that the few of a short run differ in step and failure.
      const cell = cells[(round * stride) % cells.length];
      if (cell === undefined) throw new Error('there are no cells');
      const name = `${cell.step}: ${cell.failure}`;
      await wait((round * 37) % 150);
      const before = performance.now();
      await cell.strike(struck);
      await site.recovered();
      const extent = await signed();
      await expect
        .poll(signed, { timeout: 30_000, interval: 50, message: name })
        .toBeGreaterThan(extent);
      slowest = Math.max(slowest, performance.now() - before);
      hits.set(name, (hits.get(name) ?? 0) + 1);
      if (round % 25 === 24) expect(await verify(), name).toMatchObject({ code: 0 });
      told(round + 1);
    }
    const compared = await site.compare();
    const verified = await verify();
    expect(verified.stdout + verified.stderr).toContain('sound');
    expect(verified.code).toBe(0);
    if (inject('drill')) process.stderr.write(`${table(hits)}\n${verified.stdout}\n`);
    tellTotals('crash matrix of the ledger', { total, slowest: Math.round(slowest), ...compared });
    expect([...hits.values()].filter((count) => count > 0)).toHaveLength(
      Math.min(total, cells.length),
    );
  },
);
