import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { postgresProcesses, signalAll } from '../kit/postgres-processes.ts';
import type { Cut, DatabaseProxy } from '../kit/proxy.ts';
import type { ServiceProcess } from '../kit/service.ts';

/** What a strike can reach. */
export type Struck = {
  readonly service: ServiceProcess;
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

/** A checkpoint's file in the second store. */
const named = /^\d{4}$/;

/** A draft is written and flushed, then it is given its name. */
const fileSteps = [
  ['write a checkpoint for the second store', /\.draft$/],
  ['name it in the second store', named],
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
  let gone: Promise<void> | undefined;
  const killed = () => gone !== undefined;
  for (const end = Date.now() + 30_000; !killed() && Date.now() < end; ) {
    // Ten thousand entries on, checkpoints go into another folder: then the watch begins anew.
    const watcher = watch(await newestFolder(secondStore));
    watcher.on('change', (_event, file) => {
      if (name.test(String(file))) gone ??= service.kill();
    });
    for (const renewed = Date.now() + 1_000; !killed() && Date.now() < renewed; ) await wait(5);
    watcher.close();
  }
  expect(killed()).toBe(true);
  await gone;
  await service.start();
}

/** Where the newest checkpoints are: names are of as many digits each, and sort as sizes do. */
async function newestFolder(secondStore: string): Promise<string> {
  const files = await readdir(secondStore, { recursive: true, withFileTypes: true });
  const folders = files.filter((one) => one.isFile() && named.test(one.name));
  return (
    folders
      .map(({ parentPath }) => parentPath)
      .toSorted()
      .at(-1) ?? secondStore
  );
}
