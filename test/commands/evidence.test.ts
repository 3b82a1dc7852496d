import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bundleFiles, manifestFile } from '../../src/ledger/evidence/bundle-format.ts';
import type { BundleEntry } from '../../src/ledger/evidence/entries-check.ts';
import { unzipBundle } from '../../src/ledger/evidence/unzip.ts';
import { verifyBundle } from '../../src/ledger/evidence/verify-bundle.ts';
import { nodePrimitives } from '../../src/ledger/node-primitives.ts';
import { type EvidenceWorld, makeEvidenceWorld } from '../kit/evidence.ts';
import { textOf } from '../kit/sealed-bundle.ts';

// Every command is a process that loads the whole gateway.
vi.setConfig({ testTimeout: 90_000 });

let world: EvidenceWorld;
beforeAll(async () => {
  world = await makeEvidenceWorld();
  await world.read(world.app);
  await world.read(world.other);
});
afterAll(() => world.gateway.stop());

/** What a bundle holds, once it was found sound. */
async function entriesOf(files: ReadonlyMap<string, Uint8Array>) {
  const entries: BundleEntry[] = [];
  const { key } = await world.signer();
  const report = await verifyBundle(files, {
    primitives: nodePrimitives,
    trust: { logKeys: [key], witnessKeys: [], quorum: 0 },
    onEntry: (entry) => entries.push(entry),
  });
  expect(report.findings).toEqual([]);
  return {
    selected: entries.filter(({ context }) => !context).map(({ leaf }) => leaf),
    context: entries.filter(({ context }) => context).map(({ leaf }) => leaf),
  };
}

const exportsRecorded = async () => {
  const { rows } = await world.gateway.asAdministrator(
    `select convert_from(leaf, 'UTF8')::json as leaf from ledger.entry
      where kind = 'EVIDENCE_EXPORTED' order by idx`,
  );
  return rows.map(({ leaf }) => leaf);
};

describe('npm run evidence', () => {
  test('writes of a member what any verifier finds sound, with what disclosures are judged by', async () => {
    const { files } = await world.export('--member', world.ann);
    const { selected, context } = await entriesOf(files);
    const kinds = (leaves: typeof selected) => leaves.map(({ kind }) => kind).sort();
    expect(kinds(selected)).toEqual(['DISCLOSURE', 'DISCLOSURE', 'GRANT_SIGNED', 'GRANT_SIGNED']);
    expect(selected.every((leaf) => 'member' in leaf && leaf.member === world.ann)).toBe(true);
    expect(kinds(context)).toEqual([
      'APP_REGISTERED',
      'APP_REGISTERED',
      'APP_STATE_CHANGED',
      'APP_STATE_CHANGED',
    ]);
    expect([...files.keys()].sort()).toEqual(Object.values(bundleFiles).sort());
    expect(textOf(files, bundleFiles.readMe)).toContain('WHAT IT DOES NOT PROVE');
  });

  test('writes of an app in a period what was shown to it then', async () => {
    const { rows } = await world.gateway.asAdministrator(
      `select (extract(epoch from min(at)) * 1000)::bigint as first from ledger.entry
        where kind = 'DISCLOSURE'`,
    );
    const from = new Date(Number(rows[0].first)).toISOString();
    const { files } = await world.export('--app', world.app, '--from', from, '--to', '2100-01-01');
    const { selected, context } = await entriesOf(files);
    expect(selected.map((leaf) => 'member' in leaf && leaf.member).sort()).toEqual(
      [world.ann, world.bob].sort(),
    );
    expect(new Set(selected.map(({ kind }) => kind))).toEqual(new Set(['DISCLOSURE']));
    // Signed before the period began: what was selected rests on it.
    expect(context.filter(({ kind }) => kind === 'GRANT_SIGNED')).toHaveLength(2);
    const manifest = manifestFile.parse(JSON.parse(textOf(files, bundleFiles.manifest)));
    expect(manifest.selection).toEqual({ app: world.app, from, to: '2100-01-01T00:00:00.000Z' });
  });

  test('tells the ledger what was taken, by the hash of the very file', async () => {
    const before = await exportsRecorded();
    const { zip } = await world.export('--member', world.bob);
    const [recorded, ...others] = (await exportsRecorded()).slice(before.length);
    expect(others).toEqual([]);
    expect(recorded).toMatchObject({
      member: world.bob,
      entries: 2,
      bundle: hash('sha256', zip, 'hex'),
    });
  });

  test('covers what was recorded a moment ago, whoever signs', async () => {
    const { selected: before } = await entriesOf((await world.export('--app', world.other)).files);
    await world.read(world.other);
    const { selected } = await entriesOf((await world.export('--app', world.other)).files);
    // The disclosure, and that the export before was taken.
    expect(selected).toHaveLength(before.length + 2);
  });

  test('prints the counts and the hash, and progress nowhere but on stderr', async () => {
    const out = join(world.gateway.dataDirectory, 'printed.zip');
    const { code, stdout } = await world.evidence('--member', world.ann, '--out', out);
    expect(code).toBe(0);
    const sha256 = hash('sha256', await readFile(out), 'hex');
    expect(stdout).toMatch(/printed\.zip: \d+ entries, 4 of context, \d+ checkpoints/);
    expect(stdout).toContain(`SHA-256 ${sha256}\n`);
    expect(unzipBundle(await readFile(out)).size).toBe(9);
  });
});

describe('npm run evidence that cannot be done', () => {
  const nobody = '00000000-0000-4000-8000-000000000009';

  test.each([
    ['nothing selected', ['--out', 'a.zip'], /Nothing is selected: give --member.+Usage: npm run/s],
    ['no file', ['--member', nobody], /--out is missing.+Usage: npm run/s],
    ['an id that is none', ['--app', 'x', '--out', 'a.zip'], /--app: "x" is not a UUID/],
    [
      'a date that is none',
      ['--from', '2026-02-30', '--out', 'a.zip'],
      /--from: "2026-02-30" is no date and no instant.+Example/s,
    ],
    [
      'a period that ends before it begins',
      ['--from', '2026-02-02', '--to', '2026-02-01', '--out', 'a.zip'],
      /--from 2026-02-02 is not before --to 2026-02-01/,
    ],
    ['an unknown member', ['--member', nobody, '--out', 'a.zip'], /no member has the id 0{8}/],
    ['an unknown app', ['--app', nobody, '--out', 'a.zip'], /no app has the id 0{8}/],
    ['an empty period', ['--to', '2020-01-01', '--out', 'a.zip'], /has no entry/],
    [
      'a folder that is not there',
      ['--from', '2020-01-01', '--out', 'nowhere/a.zip'],
      /nowhere\/a\.zip: cannot be written: .*ENOENT.+--out/,
    ],
  ])('says what to mend, and leaves nothing: %s', async (_, argv, message) => {
    const { dataDirectory } = world.gateway;
    const before = [await readdir(dataDirectory), await exportsRecorded()];
    const { code, stdout, stderr } = await world.evidence(...argv);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect([await readdir(dataDirectory), await exportsRecorded()]).toEqual(before);
  });

  test('replaces no file', async () => {
    const out = join(world.gateway.dataDirectory, 'kept.zip');
    await writeFile(out, 'what was there');
    const { code, stderr } = await world.evidence('--member', world.ann, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toMatch(/kept\.zip: there is a file of that name/);
    expect(await readFile(out, 'utf8')).toBe('what was there');
  });

  test('takes no folder for a file', async () => {
    const out = join(world.gateway.dataDirectory, 'folder');
    await mkdir(out);
    const { code, stderr } = await world.evidence('--member', world.ann, '--out', out);
    expect(code).toBe(1);
    expect(stderr).toContain('there is a file of that name');
  });
});

test('of a ledger that was changed there is no evidence, and the changed entry is named', async () => {
  const { gateway } = world;
  const { rows } = await gateway.asAdministrator(
    `select idx from ledger.entry where kind = 'DISCLOSURE' order by idx limit 1`,
  );
  await gateway.asAdministrator(
    `alter table ledger.entry disable trigger entry_fixed;
     update ledger.entry set leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'CLAIMS', 'CLAIMZ'), 'UTF8')
      where idx = ${rows[0].idx};
     alter table ledger.entry enable always trigger entry_fixed`,
  );
  const before = await readdir(gateway.dataDirectory);
  const out = join(gateway.dataDirectory, 'changed.zip');
  const { code, stderr } = await world.evidence('--app', world.app, '--out', out);
  expect(code).toBe(1);
  expect(stderr).toContain(`entry ${rows[0].idx} is not under the checkpoint`);
  expect(await readdir(gateway.dataDirectory)).toEqual(before);
});
