import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { CompactRange } from '../../../src/ledger/core/compact-range.ts';
import { signContinuation } from '../../../src/ledger/core/continued.ts';
import { signKeyChange } from '../../../src/ledger/core/key-changed.ts';
import { formatNote, parseNote } from '../../../src/ledger/core/note.ts';
import { type NoteSigner, signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { formatVerifierKey, verifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { findSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import type { Leaf } from '../../../src/ledger/leaf.ts';
import { encodeLeaf } from '../../../src/ledger/leaf-bytes.ts';
import { nodePrimitives, nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { folderOfOrigin, openFolderStore } from '../../../src/ledger/second-store/folder.ts';
import { runCommand } from '../../kit/command-line.ts';
import { startTestGateway, type TestGateway } from '../../kit/gateway.ts';
import { auditor } from '../../kit/graphql.ts';
import { selfAccess } from '../../kit/leaves.ts';
import { untilSigned } from '../../kit/signed.ts';
import { newSigner } from '../core/signer.ts';

const origin = 'consent-gateway.example/ledger';
const look = '{ ledger { entry(index: 0) { kind } } }';
const evil = newSigner(origin);
const thief = newSigner(origin);
let gateway: TestGateway;
let own: NoteSigner;

/** What the gateway has said of a ledger that is unsound. */
let told: { class: string; msg: string }[];

beforeEach(async () => {
  told = [];
  const log = pino({ level: 'fatal' }, { write: (line) => void told.push(JSON.parse(line)) });
  gateway = await startTestGateway({ LEDGER_CHECKPOINT_EVERY_MS: '50' }, { log });
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

/** Gives the ledger another name. */
function continuedBy(signer: NoteSigner, name: string): Leaf {
  const head = { size: 1n, root: nodeTreeHash.leaf(utf8('x')) };
  const { type, publicKey } = signer.key;
  const key = verifierKey(nodePrimitives.sha256, { name, type, publicKey });
  return {
    v: 1,
    kind: 'LEDGER_CONTINUED',
    release: uuidv7(),
    at: Date.now(),
    actor: 'operator',
    origin: name,
    former: origin,
    note: signContinuation(signer, { ...signer, key }, head, head),
  };
}

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
async function expectUnsound(because: RegExp): Promise<void> {
  for (const end = Date.now() + 5_000; Date.now() < end; await wait(50)) {
    if ((await fetch(`${gateway.baseUrl}/ready`)).status !== 503) continue;
    const { body } = await gateway.ask(look, { as: auditor });
    expect(body.errors[0].extensions.code).toBe('LEDGER_UNSOUND');
    expect(body.data?.ledger ?? null).toBeNull();
    expect(told).toHaveLength(1);
    expect(told[0]?.class).toBe('FOREIGN_CHECKPOINT');
    expect(told[0]?.msg).toMatch(because);
    return;
  }
  throw new Error('the gateway goes on');
}

describe('a change of keys that nobody of the ledger made stops the gateway, and is signed by none', () => {
  /** The note without the signatures of one key. */
  const unsignedBy = ({ key }: NoteSigner, note: string) => {
    const { text, signatures } = parseNote(utf8(note));
    return formatNote({ text, signatures: signatures.filter(({ keyId }) => keyId !== key.id) });
  };

  test.each<[string, () => Leaf, RegExp]>([
    [
      'by two strangers',
      () => changeOf(evil, signKeyChange(thief, evil)),
      /none of those that the ledger's entries lead to/,
    ],
    [
      'signed by a stranger in the name of the true key',
      () => changeOf(evil, signKeyChange({ ...thief, key: own.key }, evil)),
      /forged: the signature of .+ is not true/,
    ],
    [
      'which the true key has not signed',
      () => changeOf(evil, unsignedBy(own, signKeyChange(own, evil))),
      /forged: .+ has not signed/,
    ],
    [
      'to a key that nobody has shown to hold',
      () => changeOf(evil, unsignedBy(evil, signKeyChange(own, evil))),
      /forged: .+ has not signed/,
    ],
    [
      'whose entry names another key than its note',
      () => changeOf(evil, signKeyChange(own, thief)),
      /forged: the entry says something else than its note/,
    ],
    [
      'to a key under another name',
      () => {
        const other = newSigner('other.example');
        return changeOf(other, signKeyChange(own, other));
      },
      /forged: the keys are not both of/,
    ],
    ['that is none', () => changeOf(evil, 'the key changes'), /forged: no blank line/],
    [
      'to another name, by strangers',
      () => continuedBy(thief, 'other.example'),
      /none of those that the ledger's entries lead to/,
    ],
  ])('%s', async (_what, forge, because) => {
    const index = await append(forge());
    await expectUnsound(because);
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
    await expectUnsound(/tells of the end of a key that was not the ledger's then/);
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
    // The true tree, one entry on: nothing but the key is wrong.
    const size = await newestSize();
    const range = CompactRange.empty(nodeTreeHash);
    const { rows: leaves } = await gateway.asAdministrator(
      'select leaf_hash from ledger.entry order by idx limit $1',
      [size],
    );
    for (const { leaf_hash } of leaves) range.append(leaf_hash);
    const next = selfAccess();
    range.append(nodeTreeHash.leaf(encodeLeaf(next)));
    const text = formatCheckpoint({
      origin,
      size: range.size,
      root: range.root(),
      extensions: [],
    });
    const note = formatNote({ text, signatures: [signText(former, text)] });
    const folder = folderOfOrigin(join(gateway.dataDirectory, 'checkpoints'), origin);
    expect(await openFolderStore(folder).append(utf8(note), BigInt(size))).toBe(true);
    expect(await append(next)).toBe(size);
    await expectUnsound(/checkpoint of the second store is not this ledger's: no signature/);
    expect(await newestSize()).toBe(size);
  });
});
