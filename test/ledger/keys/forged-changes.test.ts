import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { signContinuation } from '../../../src/ledger/core/continued.ts';
import { signKeyChange } from '../../../src/ledger/core/key-changed.ts';
import { formatNote } from '../../../src/ledger/core/note.ts';
import { type NoteSigner, signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { formatVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { findSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import type { Leaf } from '../../../src/ledger/leaf.ts';
import { encodeLeaf } from '../../../src/ledger/leaf-bytes.ts';
import { nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { folderOfOrigin, openFolderStore } from '../../../src/ledger/second-store/folder.ts';
import { runCommand } from '../../kit/command-line.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { auditor } from '../../kit/graphql.ts';
import { untilSigned } from '../../kit/signed.ts';
import { newSigner } from '../core/signer.ts';

const origin = 'consent-gateway.example/ledger';
const look = '{ ledger { entry(index: 0) { kind } } }';
const evil = newSigner(origin);
const thief = newSigner(origin);
let gateway: TestGateway;
let own: NoteSigner;

beforeEach(async () => {
  gateway = await startTestGateway({ LEDGER_CHECKPOINT_EVERY_MS: '50' });
  for (let at = 0; at < 3; at += 1) await gateway.ask(look, { as: auditor });
  await untilSigned(gateway);
  const key = await findSigningKey({ name: origin, file: keyFile() }, 1);
  if (key === undefined) throw new Error('the gateway has made no key');
  own = key;
});
afterEach(() => gateway.stop());

const keyFile = () => join(gateway.dataDirectory, 'ledger-key.pem');

const changeOf = (next: NoteSigner, note: string): Leaf => ({
  v: 1,
  kind: 'LEDGER_KEY_CHANGED',
  release: uuidv7(),
  at: Date.now(),
  actor: 'operator',
  origin: next.key.name,
  verifierKey: formatVerifierKey(next.key),
  note,
});

/** Appends as whoever has taken the role of the ledger's owner can. */
async function append(leaf: Leaf): Promise<number> {
  const pool = gateway.database.open('cg_migrator', { connections: 1 });
  try {
    const client = await pool.connect();
    await client.query('set role cg_ledger');
    const { rows } = await client.query('select idx::int as index from ledger.append($1)', [
      [encodeLeaf(leaf)],
    ]);
    client.release(true);
    return rows[0].index;
  } finally {
    await pool.end();
  }
}

const newestSize = async () =>
  (await gateway.asAdministrator('select max(size)::int as size from ledger.checkpoint')).rows[0]
    .size;

/** What the gateway does once it has found the ledger unsound. */
async function expectUnsound(): Promise<void> {
  for (const end = Date.now() + 5_000; Date.now() < end; await wait(50)) {
    if ((await fetch(`${gateway.baseUrl}/ready`)).status !== 503) continue;
    const { body } = await gateway.ask(look, { as: auditor });
    expect(body.errors[0].extensions.code).toBe('LEDGER_UNSOUND');
    expect(body.data?.ledger ?? null).toBeNull();
    return;
  }
  throw new Error('the gateway goes on');
}

describe('a change of keys that nobody of the ledger made stops the gateway, and is signed by none', () => {
  test.each<[string, () => Leaf]>([
    ['by two strangers', () => changeOf(evil, signKeyChange(thief, evil))],
    [
      'in the name of the true key, which has not signed',
      () => changeOf(evil, signKeyChange({ ...thief, key: own.key }, evil)),
    ],
    [
      'to a key that nobody has shown to hold',
      () => changeOf(evil, signKeyChange(own, { ...thief, key: evil.key })),
    ],
    [
      'whose entry names another key than its note',
      () => changeOf(evil, signKeyChange(own, thief)),
    ],
    [
      'that calls itself another name',
      () => {
        const other = newSigner('other.example');
        return changeOf(other, signKeyChange(thief, other));
      },
    ],
    ['that is none', () => changeOf(evil, 'the key changes')],
    [
      'to another name, by strangers',
      () => {
        const renamed = { ...thief, key: { ...thief.key, name: 'other.example' } };
        const head = { size: 1n, root: nodeTreeHash.leaf(utf8('x')) };
        return {
          v: 1,
          kind: 'LEDGER_CONTINUED',
          release: uuidv7(),
          at: Date.now(),
          actor: 'operator',
          origin: 'other.example',
          former: origin,
          note: signContinuation(thief, renamed, head, head),
        };
      },
    ],
  ])('%s', async (_what, forge) => {
    const index = await append(forge());
    await expectUnsound();
    expect(await newestSize()).toBeLessThanOrEqual(index);
  });
});

test("a change of keys is not taken from the gateway's role, which many hold", async () => {
  const forged = encodeLeaf(changeOf(evil, signKeyChange(thief, evil)));
  const appended = gateway.database.gateway.query('select from ledger.append($1)', [[forged]]);
  await expect(appended).rejects.toMatchObject({ code: '23514' });
  expect((await fetch(`${gateway.baseUrl}/ready`)).status).toBe(200);
});

describe('a true change of keys', () => {
  test('that is told a second time stops the gateway', async () => {
    const { code } = await runCommand(['ledger', 'rotate-key'], {
      DATA_DIR: gateway.dataDirectory,
      DATABASE_URL: gateway.url,
    }).ended;
    expect(code).toBe(0);
    await gateway.ask(look, { as: auditor });
    await untilSigned(gateway);
    const { rows } = await gateway.asAdministrator(
      `select convert_from(leaf, 'UTF8')::jsonb as leaf from ledger.entry where kind = 'LEDGER_KEY_CHANGED'`,
    );
    await append({ ...rows[0].leaf, release: uuidv7(), at: Date.now() });
    await expectUnsound();
  });

  test('leaves a key to the thief that signs no later size', async () => {
    const stolen = await readFile(keyFile(), 'utf8');
    await runCommand(['ledger', 'rotate-key'], {
      DATA_DIR: gateway.dataDirectory,
      DATABASE_URL: gateway.url,
    }).ended;
    await gateway.ask(look, { as: auditor });
    await untilSigned(gateway);
    const former = await findSigningKey({ name: origin, pem: stolen, file: '' }, 1);
    if (former === undefined) throw new Error('no key');
    const size = BigInt(await newestSize());
    const text = formatCheckpoint({
      origin,
      size: size + 1n,
      root: nodeTreeHash.leaf(utf8('another history')),
      extensions: [],
    });
    const note = formatNote({ text, signatures: [signText(former, text)] });
    const folder = folderOfOrigin(join(gateway.dataDirectory, 'checkpoints'), origin);
    expect(await openFolderStore(folder).append(utf8(note), size)).toBe(true);
    await gateway.ask(look, { as: auditor });
    await gateway.ask(look, { as: auditor });
    await expectUnsound();
    expect(BigInt(await newestSize())).toBe(size);
  });
});
