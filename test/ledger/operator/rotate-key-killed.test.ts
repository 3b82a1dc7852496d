import { copyFile, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatKeyId, formatVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { runCommand } from '../../kit/command-line.ts';
import type { ServiceProcess } from '../../kit/service.ts';
import { newSigner } from '../core/signer.ts';
import {
  makeEntries,
  type OperatedLedger,
  openOperatedLedger,
  successionsIn,
  textOf,
  until,
  untilAllSigned,
} from './ledger-room.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe('a change of keys that is killed', () => {
  let ledger: OperatedLedger;
  let service: ServiceProcess;
  beforeAll(async () => {
    ledger = await openOperatedLedger();
    service = ledger.process();
    await service.start();
    await makeEntries(service, 3);
    await service.stop();
  });
  afterAll(async () => {
    await service.stop();
    await ledger.drop();
  });

  test('at each of its steps goes on when it is run again, and makes one change', async () => {
    const pending = `${ledger.keyFile}.next`;
    const former = await textOf(ledger.keyFile);
    const isThere = (path: string) =>
      until(async () => ((await stat(path).catch(() => undefined)) ? true : undefined));

    // Before its entry: whoever appends waits, and is not waited for.
    const blocked = await holding(ledger, 'select from ledger.head for update');
    const one = runCommand(['ledger', 'rotate-key'], ledger.settings());
    await isThere(pending);
    await wait(200);
    one.kill('SIGKILL');
    await one.ended;
    await blocked.release();
    expect(await textOf(ledger.keyFile)).toBe(former);
    const begun = await textOf(pending);

    // Behind its entry: nobody cosigns the checkpoint over it.
    const witness = formatVerifierKey(newSigner('witness.example/away', 4).key);
    const two = runCommand(
      ['ledger', 'rotate-key'],
      ledger.settings({
        LEDGER_WITNESSES: `${witness} http://127.0.0.1:9`,
        LEDGER_WITNESS_QUORUM: '1',
      }),
    );
    const [change] = await until(async () => {
      const found = await successionsIn(ledger.url);
      return found.length > 0 ? found : undefined;
    });
    await wait(300);
    two.kill('SIGKILL');
    await two.ended;
    expect(await textOf(pending)).toBe(begun);
    expect(await textOf(ledger.keyFile)).toBe(former);

    // A gateway that is started now signs over the entry with the old key, and goes on with the new one.
    await service.start();
    await makeEntries(service, 2);
    const next = formatVerifierKey(change?.next ?? newSigner('none').key);
    expect(await untilAllSigned(service)).toMatchObject({ verifierKey: next });
    expect(await textOf(ledger.keyFile)).toBe(former);

    // The old key is kept, and not yet replaced.
    const kept = `${ledger.keyFile}.${formatKeyId(change?.former ?? { id: 0 })}.former`;
    await copyFile(ledger.keyFile, kept);

    const { code, stdout } = await ledger.run(['ledger', 'rotate-key']);
    expect(code).toBe(0);
    expect(stdout.trim()).toBe(next);
    expect(await textOf(ledger.keyFile)).toBe(begun);
    expect(await textOf(kept)).toBe(former);
    expect(await successionsIn(ledger.url)).toHaveLength(1);
    await service.kill();
    await service.start();
    await makeEntries(service, 1);
    expect(await untilAllSigned(service)).toMatchObject({ verifierKey: next });
  });

  test('is not run beside another', async () => {
    const held = await holding(
      ledger,
      `select pg_advisory_xact_lock(hashtextextended('ledger.operator', 0))`,
    );
    const { code, stderr } = await ledger.run(['ledger', 'rotate-key']);
    await held.release();
    expect(code).toBe(1);
    expect(stderr).toContain('Another command');
  });
});

/** Holds a lock until it is told to give it back. */
async function holding({ url }: OperatedLedger, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('begin');
  await client.query(sql);
  return {
    release: async () => {
      await client.query('rollback');
      await client.end();
    },
  };
}
