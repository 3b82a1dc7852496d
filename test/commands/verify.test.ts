import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatVerifierKey } from '../../src/ledger/core/verifier-key.ts';
import { runCommand } from '../kit/command-line.ts';
import { connectAs } from '../kit/sessions.ts';
import { newSigner } from '../ledger/core/signer.ts';
import {
  behindItsBack,
  openTamperRoom,
  origin,
  type TamperRoom,
} from '../ledger/verify/tamper-room.ts';

// Every command is a process that loads the whole gateway.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let room: TamperRoom;
beforeAll(async () => {
  room = await openTamperRoom(200);
});
afterAll(() => room?.close());

const verify = (...argv: string[]) =>
  runCommand(['verify', ...argv], {
    DATA_DIR: room.gateway.dataDirectory,
    DATABASE_URL: room.gateway.url,
  }).ended;

describe('npm run verify', () => {
  test('says of a sound ledger what was checked, a line a level, and ends with 0', async () => {
    const { code, stdout } = await verify();
    expect(stdout).toContain('The ledger is sound.');
    expect(code).toBe(0);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      expect.stringMatching(/^SIGNATURES {2}sound +\d+ checkpoints$/),
      expect.stringMatching(/^PINNED {6}sound +1 checkpoints/),
      expect.stringMatching(
        new RegExp(`^TREE {8}sound +${room.entries} entries, ${room.entries} of them signed$`),
      ),
      expect.stringMatching(/^TABLES {6}sound /),
      expect.stringMatching(/^MEANING {5}sound /),
    ]);
  });

  test('holds it against a checkpoint that somebody kept, and refuses that of another ledger', async () => {
    const kept = join(room.gateway.dataDirectory, 'kept');
    const served = await fetch(`${room.gateway.baseUrl}/ledger/checkpoint`);
    await writeFile(kept, await served.text());
    expect(await verify('--checkpoint', kept)).toMatchObject({ code: 0 });

    await writeFile(kept, (await readFile(kept, 'utf8')).replace(/\n\d+\n/, '\n7\n'));
    const { code, stdout } = await verify('--checkpoint', kept);
    expect(code).toBe(10);
    expect(stdout).toContain(`SIGNATURE   ${kept}: `);
  });

  test('believes no other key than the one that it is given', async () => {
    const stranger = formatVerifierKey(newSigner(origin).key);
    const { code, stdout } = await verify('--key', stranger);
    expect(code).toBe(10);
    expect(stdout).toContain('UNSOUND');
    expect(await verify('--key', formatVerifierKey(room.signer.key))).toMatchObject({ code: 0 });
  });

  test('ends with the number of the class and tells the first bad index, as JSON for programs', async () => {
    const client = await connectAs(room.gateway.url);
    const flip =
      'update ledger.entry set leaf = set_byte(leaf, 9, get_byte(leaf, 9) # 1) where idx = 150';
    await behindItsBack(client, flip);
    try {
      const { code, stdout } = await verify('--json');
      expect(code).toBe(13);
      expect(JSON.parse(stdout)).toMatchObject({
        sound: false,
        exitCode: 13,
        firstBadIndex: 150,
        findings: expect.arrayContaining([
          expect.objectContaining({ class: 'LEAF', level: 'TREE', index: 150 }),
        ]),
      });
      const told = await verify();
      expect(told.stdout).toContain('UNSOUND (exit code 13, first bad index 150)');
    } finally {
      await behindItsBack(client, flip);
      await client.end();
    }
    expect(await verify()).toMatchObject({ code: 0 });
  });

  test('checks a bundle by itself, and says whose key it believed', async () => {
    const bundle = join(room.gateway.dataDirectory, 'evidence.zip');
    const settings = { DATA_DIR: room.gateway.dataDirectory, DATABASE_URL: room.gateway.url };
    const written = await runCommand(['evidence', '--app', room.app.id, '--out', bundle], settings)
      .ended;
    expect(written).toMatchObject({ code: 0 });
    const { code, stdout } = await verify('--bundle', bundle);
    expect(stdout).toContain(
      `Believed was the key that the bundle brings: ${formatVerifierKey(room.signer.key)}`,
    );
    expect(code).toBe(0);
    const trusted = await verify('--bundle', bundle, '--key', formatVerifierKey(room.signer.key));
    expect(trusted).toMatchObject({ code: 0 });
    expect(trusted.stdout).not.toContain('Believed was');
    const stranger = formatVerifierKey(newSigner(origin).key);
    expect(await verify('--bundle', bundle, '--key', stranger)).toMatchObject({ code: 10 });

    await writeFile(bundle, 'no zip');
    const refused = await verify('--bundle', bundle);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Give a zip that npm run evidence has written.');
  });

  test.each([
    [['--nonsense'], 2, 'npm run verify --'],
    [['--checkpoint', '/nowhere/at/all'], 1, 'Give a file as /ledger/checkpoint serves it'],
    [['--key', 'none'], 1, 'a verifier key is <name>+<8 hex digits>+<base64>'],
    [['--bundle', '/nowhere.zip'], 1, 'Give a zip that npm run evidence has written'],
  ])('refuses %j, and says how to mend it', async (argv, code, words) => {
    const refused = await verify(...argv);
    expect(refused.stderr).toContain(words);
    expect(refused.code).toBe(code);
    expect(refused.stderr).not.toContain('    at ');
  });
});
