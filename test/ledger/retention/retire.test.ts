import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { parseTlogProof } from '../../../src/ledger/core/tlog-proof.ts';
import type { Service } from '../../kit/service.ts';
import {
  audit,
  makeEntries,
  type OperatedLedger,
  rowsOf,
  untilAllSigned,
} from '../operator/ledger-room.ts';
import { longAgo, openAgedLedger, width } from './aged-ledger.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 90_000 });

let ledger: OperatedLedger;
let service: Service;
beforeEach(async () => {
  ledger = await openAgedLedger();
  service = ledger.service();
  await service.start();
  // The third partition ends, and the fourth begins, with entries of today.
  await makeEntries(service, width / 2 + 10);
  await untilAllSigned(service);
});
afterEach(async () => {
  await service.stop();
  await ledger.drop();
});

const run = (...argv: string[]) => ledger.run(['ledger', ...argv]);
const verify = () => ledger.run(['verify']);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** How many entries of a partition are there. */
const entriesIn = async (part: number): Promise<number> =>
  (
    await rowsOf(
      ledger.url,
      `select count(*)::int as n from ledger.entry where idx >= ${part * width} and idx < ${(part + 1) * width}`,
    )
  )[0].n;

const kindsBelow = async (index: number) =>
  (
    await rowsOf(
      ledger.url,
      `select idx::int, kind from ledger.entry where idx < ${index} order by idx`,
    )
  ).map(({ idx, kind }) => [idx, kind]);

describe('npm run ledger -- retire', () => {
  test('lets whole partitions past retention go, and every proof and checkpoint stays valid', async () => {
    const proofOf = async (index: number) =>
      (await audit(service, `{ ledger { inclusionProof(index: ${index}) { hashes proof } } }`))
        .ledger.inclusionProof;
    const before = await proofOf(10);
    const dry = await run('retire', '--dry-run');
    expect(dry.stdout.split('\n')).toEqual([
      `entries 0 to ${width - 1}, ${dayOf(longAgo)} to ${dayOf(longAgo + (width - 1) * 86_400_000)}: would go`,
      expect.stringMatching(/^entries 64 to 127, .*: would go$/),
      expect.stringMatching(/^entries from 128 on are kept by retention: everything since /),
      '',
    ]);
    expect(await entriesIn(0)).toBe(width);

    const retired = await run('retire');
    expect(retired.stderr).not.toContain('rror');
    expect(retired.code).toBe(0);
    expect(retired.stdout).toContain('entries 64 to 127');
    // What later entries are judged by stays: of the grant nothing is left to be judged.
    expect(await kindsBelow(2 * width)).toEqual([[0, 'APP_STATE_CHANGED']]);
    expect(await entriesIn(2)).toBe(width);

    await makeEntries(service, 2);
    await untilAllSigned(service);
    const verified = await verify();
    expect(verified.stdout).toContain('entries before 128 are retired, their hashes are kept');
    expect(verified).toMatchObject({ code: 0 });
    const after = await proofOf(10);
    expect(parseTlogProof(utf8(after.proof)).index).toBe(10n);
    // Of the same entry in a larger tree: the lower hashes are those that they were.
    expect(after.hashes.slice(0, 5)).toEqual(before.hashes.slice(0, 5));
    const { entry } = (await audit(service, '{ ledger { entry(index: 10) { kind } } }')).ledger;
    expect(entry).toBeNull();
    expect((await run('retire')).stdout).toMatch(/^entries from 128 on are kept by retention/);
  });

  test('keeps, of grants that outlive what goes, the signature until their disclosures go', async () => {
    // The first partition alone: the grant was signed in its last week, and ran on for weeks.
    const day = dayOf(longAgo + (width + 3) * 86_400_000);
    expect((await run('retire', '--before', day)).code).toBe(0);
    expect(await kindsBelow(width)).toEqual([
      [0, 'APP_STATE_CHANGED'],
      [width - 6, 'GRANT_SIGNED'],
    ]);
    expect((await verify()).code).toBe(0);
    expect((await run('retire')).code).toBe(0);
    expect(await kindsBelow(width)).toEqual([[0, 'APP_STATE_CHANGED']]);
    expect((await verify()).code).toBe(0);
  });

  test('keeps what a legal hold covers until it is lifted', async () => {
    const held = await run(
      'hold',
      ...['--reference', 'CASE-17', '--from', dayOf(longAgo + (width + 40) * 86_400_000)],
      ...['--to', dayOf(longAgo + (width + 41) * 86_400_000)],
    );
    expect(held.code).toBe(0);
    const id = held.stdout.trim();
    const kept = await run('retire');
    expect(kept.stdout).toContain(`entries from 64 on are kept by hold ${id} (CASE-17)`);
    expect(await entriesIn(1)).toBe(width);
    const unknown = await run('lift', '--hold', '01890000-0000-7000-8000-000000000000');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining(`${id} (CASE-17)`) });
    expect(await run('lift', '--hold', id)).toMatchObject({ code: 0 });
    expect((await run('retire')).stdout).toContain('entries 64 to 127');
    expect(await entriesIn(1)).toBe(0);
    await untilAllSigned(service);
    expect((await verify()).code).toBe(0);
  });

  test('refuses days that retention keeps, wrong arguments, and an unsound ledger', async () => {
    const young = await run('retire', '--before', dayOf(Date.now() - 86_400_000));
    expect(young).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('retention keeps everything since'),
    });
    const noDay = await run('retire', '--before', 'yesterday');
    expect(noDay).toMatchObject({ code: 1, stderr: expect.stringContaining('no day. Example') });
    const name = await run('hold', '--reference', 'Ann Example v. Plan');
    expect(name).toMatchObject({ code: 1, stderr: expect.stringContaining("a case's number") });
    await ledger.asAdministrator(
      `alter table ledger.entry disable trigger entry_fixed;
        update ledger.entry set kind = 'X' where idx = 9;
        alter table ledger.entry enable always trigger entry_fixed`,
    );
    const unsound = await run('retire');
    expect(unsound).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing is retired from an unsound ledger: entry 9'),
    });
    expect(await entriesIn(0)).toBe(width);
  });
});

describe('verify finds', () => {
  test('a partition that went without an entry that tells of it', async () => {
    await ledger.asAdministrator('drop table ledger.entry_000000');
    const found = await verify();
    expect(found.stdout).toContain('entry 0 is missing');
    expect(found.code).toBe(12);
  });

  test('hashes and kept entries of what is retired that were bent', async () => {
    expect((await run('retire')).code).toBe(0);
    await untilAllSigned(service);
    const bend = (sql: string) =>
      ledger.asAdministrator(
        `alter table ledger.tile disable trigger tile_grows; alter table ledger.entry disable trigger entry_fixed;
          ${sql};
          alter table ledger.tile enable always trigger tile_grows; alter table ledger.entry enable always trigger entry_fixed`,
      );
    await bend('create table kept as select * from ledger.tile where level = 0 and idx = 0');
    await bend('update ledger.tile set bytes = set_byte(bytes, 70, 1) where level = 0 and idx = 0');
    expect([14, 15]).toContain((await verify()).code);
    await bend(
      'update ledger.tile t set bytes = k.bytes from kept k where t.level = 0 and t.idx = 0',
    );
    expect((await verify()).code).toBe(0);
    await bend(
      "update ledger.entry set leaf = leaf || ' ', leaf_hash = sha256('\\x00'::bytea || leaf || ' ') where idx = 0",
    );
    const found = await verify();
    expect(found.stdout).toContain('entry 0: its bytes have another hash than the tree has');
    expect(found.code).toBe(13);
  });
});
