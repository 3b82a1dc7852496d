import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { openContinuation } from '../../../src/ledger/core/continued.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { parseTlogProof, verifyTlogProof } from '../../../src/ledger/core/tlog-proof.ts';
import { formatVerifierKey, parseVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { nodePrimitives, nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { folderOfOrigin, openFolderStore } from '../../../src/ledger/second-store/folder.ts';
import type { Service } from '../../kit/service.ts';
import {
  audit,
  copyOf,
  makeEntries,
  type OperatedLedger,
  openOperatedLedger,
  rowsOf,
  settingOf,
  successionsIn,
  untilAllSigned,
  waysForward,
} from './ledger-room.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const origin = 'consent-gateway.example/ledger';
const serving = { PORT: '0', DEMO_DATA: 'off' };
const trusting = (verifierKey: string) => ({
  logKeys: [parseVerifierKey(nodePrimitives, verifierKey)],
  witnessKeys: [],
  quorum: 0,
});

describe('a database that was restored from a backup older than what was signed', () => {
  let ledger: OperatedLedger;
  let restored: Awaited<ReturnType<typeof copyOf>>;
  let service: Service;
  let first: { size: number; note: string; verifierKey: string; rootHash: string };
  let lostProof: { index: number; leafHash: Uint8Array; text: string };
  let evidence: Record<string, string>;
  const next = `${origin}/2`;

  const filesOf = async (): Promise<Record<string, string>> => {
    const folder = folderOfOrigin(ledger.secondStore, origin);
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    const kept = files.filter((path) => !path.includes('successors'));
    return Object.fromEntries(
      await Promise.all(kept.map(async (path) => [path, await readFile(path, 'utf8')] as const)),
    );
  };

  beforeAll(async () => {
    ledger = await openOperatedLedger();
    service = ledger.service();
    await service.start();
    await makeEntries(service, 4);
    await untilAllSigned(service);
    await service.stop();
    restored = await copyOf(ledger.url);
    // What the backup lacks.
    await service.start();
    await makeEntries(service, 6);
    first = await untilAllSigned(service);
    const index = first.size - 1;
    const { entry, inclusionProof } = (
      await audit(
        service,
        `{ ledger { entry(index: ${index}) { leaf } inclusionProof(index: ${index}, size: ${first.size}) { proof } } }`,
      )
    ).ledger;
    lostProof = {
      index,
      leafHash: nodeTreeHash.leaf(utf8(entry.leaf)),
      text: inclusionProof.proof,
    };
    await service.stop();
    // The look at the proof was an entry as well, which is signed by now.
    const [last] = await rowsOf(
      ledger.url,
      'select size::int, note from ledger.checkpoint order by size desc limit 1',
    );
    first = { ...first, ...last, rootHash: last.note.split('\n')[2] };
    evidence = await filesOf();
  });
  afterAll(async () => {
    await service.stop();
    await restored.drop();
    await ledger.drop();
  });

  const onRestored = () => ({ DATABASE_URL: restored.url });
  const entriesNow = async () =>
    (await rowsOf(restored.url, 'select next_index::int as entries from ledger.head'))[0].entries;

  test('is not served, and the start tells the command and the setting that mend it', async () => {
    const { code, stdout, stderr } = await ledger.run(['serve'], { ...onRestored(), ...serving });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/size \d+ was signed, and the ledger has \d+ entries/);
    expect(waysForward(stderr)).toEqual({
      argv: ['ledger', 'continue', '--as', next],
      setting: next,
    });
  });

  test('is not served under another name either, before the ledger says that it goes on', async () => {
    const { code, stderr } = await ledger.run(['serve'], {
      ...onRestored(),
      ...serving,
      LEDGER_ORIGIN: next,
    });
    expect(code).toBe(1);
    expect(stderr).toContain(`LEDGER_ORIGIN: there are checkpoints of ${origin}`);
    expect(stderr).toContain(`npm run ledger -- continue --as ${next}`);
  });

  test('goes on once the command was run, however often, and the setting made', async () => {
    const before = await entriesNow();
    const told = await ledger.run(['serve'], { ...onRestored(), ...serving });
    const { argv } = waysForward(told.stderr);
    const done = await ledger.run(argv, onRestored());
    expect(done.stderr).toContain(`${first.size - before} are gone`);
    expect(done.code).toBe(0);
    const again = await ledger.run(argv, onRestored());
    expect(again).toMatchObject({ code: 0, stdout: done.stdout });
    expect(await entriesNow()).toBe(before + 1);

    service = ledger.service({ ...onRestored(), ...settingOf(done.stdout) });
    await service.start();
    expect(await service.ready()).toBe(200);
    await makeEntries(service, 3);
    const signed = await untilAllSigned(service);
    expect(signed.origin).toBe(next);
    expect(parseVerifierKey(nodePrimitives, signed.verifierKey).publicKey).toEqual(
      parseVerifierKey(nodePrimitives, first.verifierKey).publicKey,
    );
  });

  test('says in an entry what was signed and what there was, under both names', async () => {
    const [continued] = await successionsIn(restored.url);
    const note = openContinuation(nodePrimitives, utf8(continued?.note ?? ''));
    expect([note.former.name, note.next.name]).toEqual([origin, next]);
    expect(note.signed.size).toBe(BigInt(first.size));
    expect(Buffer.from(note.signed.root).toString('base64')).toBe(first.rootHash);
    expect(note.now.size).toBe(BigInt(continued?.index ?? -1));
    const { keys } = (await audit(service, '{ ledger { keys { verifierKey from to } } }')).ledger;
    expect(keys).toEqual([
      { verifierKey: first.verifierKey, from: 1, to: Number(note.now.size) + 1 },
      {
        verifierKey: formatVerifierKey(note.next),
        from: Number(note.now.size) + 1,
        to: null,
      },
    ]);
  });

  test('keeps what was signed of the lost entries: a proof of one still stands', async () => {
    expect(await filesOf()).toEqual(evidence);
    const trust = trusting(first.verifierKey);
    const { proof, leafHash } = { ...lostProof, proof: parseTlogProof(utf8(lostProof.text)) };
    verifyTlogProof(nodePrimitives, proof, leafHash, trust);
    const last = await openFolderStore(folderOfOrigin(ledger.secondStore, origin)).latest();
    expect(openCheckpoint(nodePrimitives, last ?? utf8(''), trust).size).toBe(BigInt(first.size));
    // And what stands at its place now is another entry.
    const { entry } = (
      await audit(service, `{ ledger { entry(index: ${lostProof.index}) { leafHash } } }`)
    ).ledger;
    expect(entry?.leafHash).not.toBe(Buffer.from(leafHash).toString('hex'));
  });

  test('is served under its former name no more', async () => {
    const { code, stderr } = await ledger.run(['serve'], { ...onRestored(), ...serving });
    expect(code).toBe(1);
    expect(stderr).toContain(`Set LEDGER_ORIGIN=${next}`);
  });

  test('takes no former name again, nor the one that it has', async () => {
    const settings = { ...onRestored(), LEDGER_ORIGIN: next };
    const { code, stderr } = await ledger.run(['ledger', 'continue', '--as', origin], settings);
    expect(code).toBe(1);
    expect(stderr).toContain('Give it a name of its own');
    for (const argv of [['--as', 'two words'], [], ['--as']]) {
      expect(await ledger.run(['ledger', 'continue', ...argv], settings)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('Example: npm run ledger -- continue --as '),
      });
    }
  });
});
