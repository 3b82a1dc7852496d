import { readdir, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommand } from '../../kit/command-line.ts';
import type { Service } from '../../kit/service.ts';
import {
  makeEntries,
  type OperatedLedger,
  openOperatedLedger,
  rowsOf,
  successionsIn,
  textOf,
  untilAllSigned,
} from './ledger-room.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('a key that the environment holds', () => {
  let ledger: OperatedLedger;
  let retired: ReturnType<typeof runCommand> | undefined;
  const serving = /Consent Gateway serves (http:\/\/\S+)\/graphql/;

  beforeAll(async () => {
    ledger = await openOperatedLedger();
  });
  afterAll(async () => {
    retired?.kill('SIGKILL');
    await retired?.ended;
    await ledger.drop();
  });

  test('is not changed by the command, which says what to set; and signs nothing after it', async () => {
    // The first start makes a key, which then comes by the environment.
    const service = ledger.service();
    await service.start();
    await service.stop();
    const pem = { LEDGER_SIGNING_KEY: await textOf(ledger.keyFile) };
    const service2 = ledger.service(pem);
    retired = runCommand(
      ['serve'],
      ledger.settings({ ...pem, PORT: '0', DEMO_DATA: 'off', LOG_LEVEL: 'error' }),
    );
    const [, url = ''] = await retired.untilPrinted(serving);
    const old: Service = { ...service2, url };
    await makeEntries(old, 3);
    const { verifierKey: first } = await untilAllSigned(old);

    const begun = await ledger.run(['ledger', 'rotate-key'], pem);
    expect(begun.code).toBe(0);
    const pending = `${ledger.keyFile}.next`;
    expect(begun.stderr).toContain(`set LEDGER_SIGNING_KEY to what ${pending} holds`);
    expect(await modeOf(pending)).toBe(0o600);
    expect(await textOf(ledger.keyFile)).toBe(pem.LEDGER_SIGNING_KEY);

    await makeEntries(old, 3);
    await retired.untilPrinted(/the ledger is not signed here: LEDGER_SIGNING_KEY/);
    const [{ size: change = -1 } = {}] = await rowsOf(
      ledger.url,
      `select (idx + 1)::int as size from ledger.entry where kind = 'LEDGER_KEY_CHANGED'`,
    );
    await wait(500);
    expect(
      await rowsOf(ledger.url, 'select max(size)::int as size from ledger.checkpoint'),
    ).toEqual([{ size: change }]);

    // Others sign meanwhile, and the old gateway goes by what they sign.
    const next = ledger.service({ LEDGER_SIGNING_KEY: await textOf(pending) });
    await next.start();
    const signed = await untilAllSigned(next);
    expect(signed).toMatchObject({ verifierKey: begun.stdout.trim() });
    expect(signed.verifierKey).not.toBe(first);
    await makeEntries(old, 3);
    expect((await untilAllSigned(old)).verifierKey).toBe(signed.verifierKey);
    expect((await fetch(`${url}/ready`)).status).toBe(200);

    const done = await ledger.run(['ledger', 'rotate-key'], {
      LEDGER_SIGNING_KEY: await textOf(pending),
    });
    expect(done.code).toBe(0);
    expect((await readdir(ledger.directory)).filter((name) => name.endsWith('.next'))).toEqual([]);
    expect(await successionsIn(ledger.url)).toHaveLength(1);
    await next.stop();
  });
});
