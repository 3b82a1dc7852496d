import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { signatureTypes } from '../../../src/ledger/core/verifier-key.ts';
import { findSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { verifyLedger } from '../../../src/ledger/verify/verify-ledger.ts';
import { auditor } from '../../kit/graphql.ts';
import { startDatabaseProxy } from '../../kit/proxy.ts';
import type { Service } from '../../kit/service.ts';
import { makeEntries, untilAllSigned } from '../operator/ledger-room.ts';
import { type ChecksRoom, holdTiles, openChecksRoom, readinessOf } from './checks-room.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });
const soon = { timeout: 30_000, interval: 100 };

let room: ChecksRoom;
let services: Service[] = [];
beforeEach(async () => {
  room = await openChecksRoom();
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.stop()));
  services = [];
  await room.drop();
});

const often = { LEDGER_VERIFY_EVERY: '2d' };

async function start(settings: Readonly<Record<string, string>> = {}): Promise<Service> {
  return started(room.service({ ...often, ...settings }));
}

async function started<Kind extends Service>(service: Kind): Promise<Kind> {
  services.push(service);
  await service.start();
  return service;
}

/** The code of the error that an auditor gets who asks for something of the ledger. */
async function refusalBy(service: Service): Promise<string | undefined> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await service.token(auditor)}`,
    },
    body: JSON.stringify({ query: '{ ledger { entry(index: 0) { kind } } }' }),
  });
  return JSON.parse(await response.text()).errors?.[0]?.extensions?.code;
}

const advisoryLocks = async () =>
  (
    await room.asAdministrator(
      `select count(*)::int as held from pg_locks where locktype = 'advisory' and granted
        and database = (select oid from pg_database where datname = current_database())`,
    )
  ).rows[0].held;

describe('a check that is due', () => {
  test('is made once by one of several gateways, and all of them tell what it found', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await makeEntries(one, 3);
    await untilAllSigned(one);
    expect(await readinessOf(one)).toEqual({ status: 200, ledger: undefined });
    await room.makeDue();
    await expect.poll(room.checks, soon).toEqual([true]);
    for (const service of [one, other]) {
      await expect
        .poll(() => readinessOf(service), soon)
        .toEqual({
          status: 200,
          ledger: {
            checkedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
            sound: true,
            entries: expect.any(Number),
            findings: [],
          },
        });
    }
    // Both have looked again by now, and it is not due any more.
    expect(await room.checks()).toEqual([true]);
  });

  test('is taken over from a gateway that is killed in the middle of it', async () => {
    const one = await started(room.process(often));
    await makeEntries(one, 3);
    await untilAllSigned(one);
    const held = await holdTiles(room.url);
    try {
      await room.makeDue();
      await expect.poll(advisoryLocks, soon).toBe(1);
      await one.kill();
    } finally {
      await held.release();
    }
    await start();
    await expect.poll(room.checks, soon).toEqual([true]);
  });

  test('is not made by a gateway that is told to make none', async () => {
    const proxy = await startDatabaseProxy(room.url);
    try {
      const looks = proxy.count('ledger-last-check');
      await room.makeDue();
      await start({ DATABASE_URL: proxy.url, LEDGER_VERIFY_EVERY: 'off' });
      await expect.poll(() => looks.times, soon).toBeGreaterThan(3);
      expect(await room.checks()).toEqual([]);
    } finally {
      await Promise.all(services.map((service) => service.stop()));
      await proxy.close();
    }
  });

  test('and cannot be made is no sign of an unsound ledger', async () => {
    const one = await start();
    await makeEntries(one, 1);
    await untilAllSigned(one);
    const origin = encodeURIComponent('consent-gateway.example/ledger');
    // Where a checkpoint's file belongs a folder stands: nobody can read it.
    const newest = join(room.secondStore, origin, '99999999999', '9999', '9999');
    await mkdir(newest, { recursive: true });
    await room.makeDue();
    const check = await room.run(['ledger', 'check']);
    expect(check.code).toBe(1);
    expect(check.stderr).toContain('EISDIR');
    expect(await room.checks()).toEqual([]);
    expect(await readinessOf(one)).toEqual({ status: 200, ledger: undefined });
  });
});

describe('an unsound ledger', () => {
  test('stops every gateway, also after a start, until a check finds it mended', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await makeEntries(one, 5);
    await untilAllSigned(one);
    await room.asAdministrator('create table kept as select leaf from ledger.entry where idx = 2');
    await room.bend(
      `update ledger.entry set leaf = set_byte(leaf, 40, get_byte(leaf, 40) # 1) where idx = 2`,
    );
    await room.makeDue();
    const told = {
      status: 503,
      ledger: expect.objectContaining({
        sound: false,
        findings: expect.arrayContaining([{ class: 'LEAF', index: 2 }]),
      }),
    };
    for (const service of [one, other]) {
      await expect.poll(() => readinessOf(service), soon).toEqual(told);
      expect(await refusalBy(service)).toBe('LEDGER_UNSOUND');
    }
    await other.stop();
    await other.start();
    expect(await readinessOf(other)).toEqual(told);
    expect(await refusalBy(other)).toBe('LEDGER_UNSOUND');
    expect((await room.run(['ledger', 'check'])).code).toBe(13);

    await room.bend('update ledger.entry set leaf = (select leaf from kept) where idx = 2');
    const mended = await room.run(['ledger', 'check']);
    expect(mended.stdout).toContain('The ledger is sound.');
    expect(mended.code).toBe(0);
    for (const service of [one, other]) {
      await expect.poll(() => readinessOf(service), soon).toMatchObject({ status: 200 });
      expect(await refusalBy(service)).toBeUndefined();
    }
    expect((await room.checks()).at(-1)).toBe(true);
    expect(await room.checks()).toContain(false);
  });

  test('is told alike by a check in threads and one without', async () => {
    const one = await start();
    await makeEntries(one, 5);
    await untilAllSigned(one);
    await room.bend(`update ledger.entry set kind = 'SELF_ACCESS' where idx in (1, 3)`);
    const config = readConfig(room.settings());
    const limits = { connections: 2, statementTimeout: 30_000, lockTimeout: 30_000 };
    const database = openDatabase({ url: room.url, ...limits });
    try {
      const own = (await findSigningKey(config.ledger.signing, signatureTypes.ed25519))?.key;
      if (own === undefined) throw new Error('there is no key');
      const options = { own, kept: [], onProgress: () => {} };
      const here = await verifyLedger(config.ledger, database, { ...options, workers: 1 });
      const beside = await verifyLedger(config.ledger, database, { ...options, isBeside: true });
      expect(here.findings).toMatchObject([
        { class: 'PROJECTION', index: 1n },
        { class: 'PROJECTION', index: 3n },
      ]);
      expect(beside.findings).toEqual(here.findings);
    } finally {
      await database.close();
    }
  });
});
