import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runImportCommand } from '../../../src/records/import/import-command.ts';
import { importBounded } from '../../records/import/bounded.ts';
import { openRoom, type Room, totals } from '../../records/import/kit.ts';
import * as fhir from '../../records/import/resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

const patient = JSON.stringify(fhir.patient());
const encounter = JSON.stringify(fhir.encounter('good'));

describe('one bad line is told with its place, and costs no other', () => {
  const nest = (times: number, open: string, close: string) =>
    `${open.repeat(times)}1${close.repeat(times)}`;
  const within = (more: string) =>
    encounter.replace(/}$/, `,"x":${more}}`).replace('"good"', '"bad"');
  test.each<[string, string | Buffer, RegExp]>([
    [
      'a million lists in lists',
      within(nest(1_000_000, '[', ']')),
      /nested more than 100 levels deep$/,
    ],
    ['a million lists', nest(1_000_000, '[', ']'), /no resourceType$/],
    ['a million brackets that never close', '['.repeat(1_000_000), /not JSON/],
    ['a number beyond all numbers', within('1e400'), /a number too large to hold/],
    ['a number of a million digits', within('9'.repeat(1_000_000)), /a number too large to hold/],
    [
      'a name of a million letters',
      within(`{"${'k'.repeat(1_000_000)}\\u0000":1}`),
      /contains a NUL character/,
    ],
    ['NUL bytes', Buffer.alloc(1_000), /not JSON/],
    ['UTF-16', Buffer.from(encounter, 'utf16le'), /not JSON|not valid UTF-8/],
    [
      'half a character',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')]),
      /not valid UTF-8/,
    ],
    ['a character in too many bytes', Buffer.from([0x22, 0xc0, 0x80, 0x22]), /not valid UTF-8/],
    ['a carriage return alone', `${encounter}\r${encounter}`, /not JSON/],
  ])('%s', async (_what, bad, reason) => {
    const content = Buffer.concat([
      Buffer.from(`\ufeff${patient}\n`),
      Buffer.from(bad),
      Buffer.from(`\n${encounter}\n`),
    ]);
    const outcome = await importBounded(room, [await room.write('three.ndjson', content)]);
    expect(outcome.faults).toEqual([expect.stringMatching(/^three\.ndjson:2:/)]);
    expect(outcome.faults[0]).toMatch(reason);
    expect(outcome.faults[0]?.length).toBeLessThan(500);
    expect(totals(outcome)).toMatchObject({ added: 2, skipped: 1 });
  });
});

describe('a path that is no file of records is told, and nothing waits for it', () => {
  test('a pipe, a device, links in circles, links to nothing', async () => {
    const folder = `${room.folder}/odd`;
    await mkdir(`${folder}/folder.ndjson`, { recursive: true });
    execFileSync('/usr/bin/env', ['mkfifo', `${folder}/pipe.ndjson`]);
    await symlink('/dev/zero', `${folder}/zero.ndjson`);
    await symlink(folder, `${folder}/circle`);
    await symlink(`${folder}/b.ndjson`, `${folder}/a.ndjson`);
    await symlink(`${folder}/a.ndjson`, `${folder}/b.ndjson`);
    await symlink(`${folder}/nowhere`, `${folder}/dangling.ndjson`);
    await room.write('odd/folder.ndjson/good.ndjson', patient);
    const outcome = await room.import([folder]);
    expect(totals(outcome).added).toBe(1);
    expect(outcome.summary.passedOver.map((path) => path.split('/').at(-1)).sort()).toEqual([
      'pipe.ndjson',
      'zero.ndjson',
    ]);
    expect(outcome.faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'odd/a.ndjson',
      'odd/b.ndjson',
      'odd/dangling.ndjson',
    ]);
    const given = await room.import([
      `${folder}/pipe.ndjson`,
      '/dev/zero',
      `${folder}/zero.ndjson`,
    ]);
    expect(given.faults).toHaveLength(3);
  });

  test.runIf(process.getuid?.() !== 0)('a folder that may not be read', async () => {
    const closed = `${room.folder}/closed`;
    await mkdir(closed, { mode: 0o000 });
    const outcome = await room.import([closed, await room.write('good.ndjson', patient)]);
    await chmod(closed, 0o700);
    expect(outcome.faults).toEqual([expect.stringMatching(/^closed: cannot be read: EACCES/)]);
    expect(totals(outcome).added).toBe(1);
  });

  test('and the command ends with 1, having kept the good', async () => {
    let told = '';
    const stream = { write: (text: string) => (told += text) };
    const good = await room.write('good.ndjson', `${patient}\n{\n${encounter}`);
    const code = await runImportCommand(['--plan', 'sunrise', '/dev/zero', good], {
      pool: room.pool,
      stdout: stream,
      stderr: stream,
    });
    expect(code).toBe(1);
    expect(told).toContain('/dev/zero: ');
    expect(told).toContain('good.ndjson:2: not JSON');
    expect((await room.rows('encounter')).length).toBe(1);
  });
});
