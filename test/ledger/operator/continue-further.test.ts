import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Service } from '../../kit/service.ts';
import {
  copyOf,
  makeEntries,
  type OperatedLedger,
  openOperatedLedger,
  settingOf,
  successionsIn,
  untilAllSigned,
  waysForward,
} from './ledger-room.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const origin = 'consent-gateway.example/ledger';
const serving = { PORT: '0', DEMO_DATA: 'off' };

describe('a backup that is older than changes of key and name', () => {
  let ledger: OperatedLedger;
  let restored: Awaited<ReturnType<typeof copyOf>>;
  let service: Service;
  beforeAll(async () => {
    ledger = await openOperatedLedger();
    service = ledger.service();
    await service.start();
    await makeEntries(service, 3);
    await untilAllSigned(service);
    await service.stop();
    restored = await copyOf(ledger.url);
  });
  afterAll(async () => {
    await service.stop();
    await restored.drop();
    await ledger.drop();
  });

  test('goes on under a further name, and tells the changes again that it lost', async () => {
    expect(await ledger.run(['ledger', 'rotate-key'])).toMatchObject({ code: 0 });
    expect(await ledger.run(['ledger', 'continue', '--as', 'second.example'])).toMatchObject({
      code: 0,
    });
    const second = ledger.service({ LEDGER_ORIGIN: 'second.example' });
    await second.start();
    await makeEntries(second, 3);
    await untilAllSigned(second);
    await second.stop();
    const told = await successionsIn(ledger.url);

    const onRestored = { DATABASE_URL: restored.url, LEDGER_ORIGIN: 'second.example' };
    const refused = await ledger.run(['serve'], { ...onRestored, ...serving });
    expect(refused.code).toBe(1);
    const taken = await ledger.run(['ledger', 'continue', '--as', 'second.example'], onRestored);
    expect(taken.code).toBe(1);
    const done = await ledger.run(['ledger', 'continue', '--as', 'third.example'], onRestored);
    expect(done.stderr).toContain('Telling again');
    expect(done.code).toBe(0);

    service = ledger.service({ ...onRestored, ...settingOf(done.stdout) });
    await service.start();
    await makeEntries(service, 2);
    expect(await untilAllSigned(service)).toMatchObject({ origin: 'third.example' });
    const now = await successionsIn(restored.url);
    expect(now.slice(0, 2).map(({ note }) => note)).toEqual(told.map(({ note }) => note));
    expect(now.at(-1)).toMatchObject({ former: { name: 'second.example' } });
    expect(await service.ready()).toBe(200);
  });
});

describe('a database that differs from what was signed', () => {
  let ledger: OperatedLedger;
  let restored: Awaited<ReturnType<typeof copyOf>>;
  let service: Service;
  beforeAll(async () => {
    ledger = await openOperatedLedger();
    service = ledger.service();
    await service.start();
    await makeEntries(service, 3);
    await untilAllSigned(service);
    await service.stop();
    restored = await copyOf(ledger.url);
    await service.start();
    await makeEntries(service, 2);
    await untilAllSigned(service);
    await service.stop();
    // Somebody served the copy with a second store of its own: more entries, and others.
    const aside = ledger.service({
      DATABASE_URL: restored.url,
      LEDGER_SECOND_STORE: join(ledger.directory, 'elsewhere'),
    });
    await aside.start();
    await makeEntries(aside, 6);
    await untilAllSigned(aside);
    await aside.stop();
  });
  afterAll(async () => {
    await service.stop();
    await restored.drop();
    await ledger.drop();
  });

  test('goes on only where the operator says that it may differ', async () => {
    const onRestored = { DATABASE_URL: restored.url };
    const refused = await ledger.run(['serve'], { ...onRestored, ...serving });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('does not go on from what was signed');
    const { argv, setting } = waysForward(refused.stderr);
    expect(argv).toContain('--forked');
    const asIfLost = await ledger.run(
      argv.filter((one) => one !== '--forked'),
      onRestored,
    );
    expect(asIfLost.code).toBe(1);
    expect(asIfLost.stderr).toContain('does not go on from what was signed');
    expect(await successionsIn(restored.url)).toEqual([]);
    expect(await ledger.run(argv, onRestored)).toMatchObject({ code: 0 });
    service = ledger.service({ ...onRestored, LEDGER_ORIGIN: setting });
    await service.start();
    await makeEntries(service, 1);
    expect(await untilAllSigned(service)).toMatchObject({ origin: setting });
  });
});

describe('a gateway whose LEDGER_ORIGIN is not the name of its ledger', () => {
  let ledger: OperatedLedger;
  beforeAll(async () => {
    ledger = await openOperatedLedger();
  });
  afterAll(() => ledger.drop());

  test('is not started, and told the name; neither a database nor a second store alone hides it', async () => {
    const service = ledger.service();
    await service.start();
    await makeEntries(service, 1);
    await untilAllSigned(service);
    await service.stop();
    const wrong = { ...serving, LEDGER_ORIGIN: 'wrong.example' };
    const elsewhere = { LEDGER_SECOND_STORE: join(ledger.directory, 'elsewhere') };
    const other = await openOperatedLedger();
    try {
      const places: Record<string, string>[] = [{}, elsewhere, { DATABASE_URL: other.url }];
      for (const more of places) {
        const { code, stderr } = await ledger.run(['serve'], { ...wrong, ...more });
        expect(code).toBe(1);
        expect(stderr).toContain(`set LEDGER_ORIGIN=${origin}`);
        expect(stderr).toContain('npm run ledger -- continue --as wrong.example');
      }
      // Neither does a change of keys begin under a name that is wrong.
      const changed = await ledger.run(['ledger', 'rotate-key'], wrong);
      expect(changed).toMatchObject({ code: 1, stdout: '' });
      expect(await successionsIn(ledger.url)).toEqual([]);
    } finally {
      await other.drop();
    }
    await service.start();
    expect(await service.ready()).toBe(200);
    await service.stop();
  });
});
