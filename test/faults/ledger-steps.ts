import { watch } from 'node:fs';
import { expect } from 'vitest';
import { postgresProcesses, signalAll } from '../kit/postgres-processes.ts';
import type { Cut, DatabaseProxy } from '../kit/proxy.ts';
import type { Service } from '../kit/service.ts';

/** What a strike can reach. */
export type Struck = {
  readonly service: Service;
  readonly proxy: DatabaseProxy;
  /** Where the cluster of the database's server lies. */
  readonly home: string;
  /** The folder of the second store. */
  readonly secondStore: string;
};

/** One failure at one step; resolves once it has happened and whoever does not come back by itself is started. */
export type Cell = {
  readonly step: string;
  readonly failure: string;
  strike(struck: Struck): Promise<void>;
};

/**
 * The steps in which an entry comes into the ledger and under a checkpoint, by what goes over the wire
 * for each. Between the hashes and the growth of the tree lies the second store.
 */
const statements = [
  ['append a release', 'ledger-append'],
  ['commit a change with its entry', 'COMMIT'],
  ['take the tree', 'ledger.take_tree()'],
  ['read the leaf hashes', 'ledger-leaf-hashes'],
  ['grow the tree after the second store', 'ledger-grow-tree'],
  ['commit the grown tree', 'commit\0'],
] as const;

/** A draft is written and flushed, then it is given its name. */
const fileSteps = [
  ['write a checkpoint for the second store', /\.draft$/],
  ['name it in the second store', /(^|\/)\d{4}$/],
] as const;

/** Of each, once before the step had its effect and once after. */
const failures: readonly [string, Cut, 'GATEWAY' | 'POSTGRES' | undefined][] = [
  ['connection cut, lost', 'BEFORE', undefined],
  ['connection cut, persisted', 'AFTER', undefined],
  ['silence, lost', 'LOST', undefined],
  ['silence, persisted', 'SILENCE', undefined],
  ['gateway killed, lost', 'BEFORE', 'GATEWAY'],
  ['gateway killed, persisted', 'AFTER', 'GATEWAY'],
  ['PostgreSQL killed, lost', 'BEFORE', 'POSTGRES'],
  ['PostgreSQL killed, persisted', 'AFTER', 'POSTGRES'],
];

/** Every step with everything that can fail in it. */
export const cells: readonly Cell[] = [
  ...failures.flatMap(([failure, cut, killed]) =>
    statements.map(([step, text]) => ({
      step,
      failure,
      strike: (struck: Struck) => strikeStatement(struck, text, cut, killed),
    })),
  ),
  ...fileSteps.map(([step, name]) => ({
    step,
    failure: 'gateway killed then',
    strike: (struck: Struck) => strikeFile(struck, name),
  })),
];

async function strikeStatement(
  { service, proxy, home }: Struck,
  text: string,
  cut: Cut,
  killed: 'GATEWAY' | 'POSTGRES' | undefined,
): Promise<void> {
  const before = proxy.cuts;
  const { postmaster, children } = await postgresProcesses(home);
  let gone: Promise<void> | undefined;
  proxy.cutAt(text, cut, () => {
    if (killed === 'GATEWAY') gone = service.kill();
    if (killed === 'POSTGRES') signalAll([postmaster, ...children], 'SIGKILL');
  });
  await expect.poll(() => proxy.cuts, { timeout: 30_000, interval: 5 }).toBe(before + 1);
  await gone;
  if (gone) await service.start();
}

async function strikeFile({ service, secondStore }: Struck, name: RegExp): Promise<void> {
  const watcher = watch(secondStore, { recursive: true });
  let gone: Promise<void> | undefined;
  watcher.on('change', (_event, file) => {
    if (name.test(String(file))) gone ??= service.kill();
  });
  try {
    await expect.poll(() => gone, { timeout: 30_000, interval: 5 }).toBeDefined();
    await gone;
  } finally {
    watcher.close();
  }
  await service.start();
}
