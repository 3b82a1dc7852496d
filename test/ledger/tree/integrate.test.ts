import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { CompactRange } from '../../../src/ledger/core/compact-range.ts';
import { formatNote, parseNote } from '../../../src/ledger/core/note.ts';
import { signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { newSigner } from '../core/signer.ts';
import { openTreeRoom, type TreeRoom } from './tree-room.ts';

/** The root over the entries' leaves, hashed anew. */
async function rootOfLeaves(room: TreeRoom, size: bigint): Promise<string> {
  const { rows } = await room.asAdministrator(
    'select leaf from ledger.entry where idx < $1 order by idx',
    [`${size}`],
  );
  const range = CompactRange.empty(nodeTreeHash);
  for (const { leaf } of rows) range.append(nodeTreeHash.leaf(leaf));
  return hex(range.root());
}

const hex = (hash: Uint8Array = new Uint8Array()) => Buffer.from(hash).toString('hex');

async function publishedRoot(room: TreeRoom): Promise<string> {
  return hex((await room.published())?.root);
}

describe('the tree', () => {
  let room: TreeRoom;
  beforeAll(async () => {
    room = await openTreeRoom();
  });
  afterAll(() => room.close());

  test('of an empty ledger is not signed', async () => {
    expect(await room.integrate()).toEqual({ kind: 'UP_TO_DATE' });
    expect(await room.published()).toBeUndefined();
  });

  test('is signed over every entry, whatever sizes it stops at on the way', async () => {
    for (const count of [1, 1, 253, 1, 1, 300, 7]) {
      await room.append(count);
      expect(await room.integrate()).toMatchObject({ kind: 'SIGNED', more: false });
      const published = await room.published();
      expect(hex(published?.root)).toBe(await rootOfLeaves(room, published?.size ?? 0n));
    }
    expect((await room.published())?.size).toBe(564n);
    expect(await room.integrate()).toEqual({ kind: 'UP_TO_DATE' });
  });

  test('grows by a bounded number of entries at a time', async () => {
    await room.append(1_000);
    const grown = [];
    for (let more = true; more; ) {
      const done = await room.integrate({ entriesMax: 300n });
      if (done.kind !== 'SIGNED') throw new Error(done.kind);
      grown.push(done.checkpoint.size);
      more = done.more;
    }
    expect(grown).toEqual([864n, 1164n, 1464n, 1564n]);
    expect(await publishedRoot(room)).toBe(await rootOfLeaves(room, 1_564n));
  });

  test('is grown by one of many processes at a time, and by all together without a gap', async () => {
    const before = (await room.published())?.size ?? 0n;
    const appended = room.append(2_000);
    const done = [];
    for (let at = 0; at < 20; at += 1) {
      done.push(
        ...(await Promise.all([1, 2, 3, 4].map(() => room.integrate({ entriesMax: 200n })))),
      );
    }
    await appended;
    while ((await room.integrate()).kind !== 'UP_TO_DATE');
    const sizes = done.flatMap((one) => (one.kind === 'SIGNED' ? [one.checkpoint.size] : []));
    expect(new Set(sizes).size).toBe(sizes.length);
    expect((await room.published())?.size).toBe(before + 2_000n);
    expect(await publishedRoot(room)).toBe(await rootOfLeaves(room, before + 2_000n));
  });

  test('what was signed before a crash is published after it, as it was signed', async () => {
    await room.append(10);
    let up = false;
    const down = () => {
      up = true;
      return Promise.reject(new Error('down'));
    };
    const pool = room.database.gateway;
    const connect = async () => {
      const client = await pool.connect();
      const query = client.query.bind(client);
      return Object.assign(client, {
        query: (...given: Parameters<typeof query>) =>
          !up && JSON.stringify(given[0]).includes('grow_tree') ? down() : query(...given),
      });
    };
    await expect(
      room.integrate({ pool: Object.assign(Object.create(pool), { connect }) }),
    ).rejects.toThrow('down');
    const signed = await room.secondStore.latest();
    expect((await room.published())?.size).toBe(3_564n);
    await room.integrate();
    expect(formatNote(parseNote(signed ?? Buffer.of()))).toContain('\n3574\n');
    expect((await room.published())?.size).toBe(3_574n);
    expect(await room.secondStore.latest()).toEqual(signed);
  });

  test('is not published where another was faster in the second store', async () => {
    await room.append(1);
    const before = await room.published();
    const late = { latest: room.secondStore.latest, append: () => Promise.resolve(false) };
    expect(await room.integrate({ secondStore: late })).toEqual({ kind: 'BUSY' });
    expect(await room.published()).toEqual(before);
    expect(await room.integrate()).toMatchObject({ kind: 'SIGNED' });
  });
});

describe('a ledger that is not what was signed is not signed again', () => {
  let room: TreeRoom;
  beforeAll(async () => {
    room = await openTreeRoom();
    await room.append(600);
    await room.integrate();
    await room.append(10);
  });
  afterAll(() => room.close());

  /** Does something to the ledger, expects the integrator to see it, and undoes it. */
  async function refused(sql: string, undo: string, expected: object): Promise<void> {
    const before = await room.secondStore.latest();
    await room.tamper(sql);
    try {
      await expect(room.integrate()).rejects.toMatchObject({ name: 'LedgerUnsound', ...expected });
      expect(await room.secondStore.latest()).toEqual(before);
    } finally {
      await room.tamper(undo);
    }
  }

  test('when the latest entries are gone', async () => {
    await refused(
      'create table kept as select * from ledger.entry where idx >= 590; delete from ledger.entry where idx >= 590; update ledger.head set next_index = 590',
      'insert into ledger.entry select * from kept; update ledger.head set next_index = 610; drop table kept',
      { class: 'SHRUNKEN', index: 590n },
    );
  });

  test('when an entry that is not signed yet is missing in between', async () => {
    await refused(
      'create table kept as select * from ledger.entry where idx = 604; delete from ledger.entry where idx = 604',
      'insert into ledger.entry select * from kept; drop table kept',
      { class: 'GAP', index: 604n },
    );
  });

  test('when a tile has been bent', async () => {
    await refused(
      String.raw`update ledger.tile set bytes = overlay(bytes placing '\xff' from 40) where level = 0 and idx = 2`,
      `update ledger.tile t set bytes = (select string_agg(leaf_hash, ''::bytea order by idx) from ledger.entry where idx >= 512 and idx < 600) where level = 0 and idx = 2`,
      { class: 'FORKED' },
    );
  });

  test('when the tree was made anew over other entries', async () => {
    const other = newSigner(room.signer.key.name);
    const text = formatCheckpoint({
      origin: room.signer.key.name,
      size: 600n,
      root: nodeTreeHash.leaf(Buffer.from('another history')),
      extensions: [],
    });
    const signedWith = (signer: typeof other) => ({
      latest: () =>
        Promise.resolve(utf8(formatNote({ text, signatures: [signText(signer, text)] }))),
      append: () => Promise.resolve(true),
    });
    await expect(room.integrate({ secondStore: signedWith(room.signer) })).rejects.toMatchObject({
      class: 'FORKED',
    });
    await expect(room.integrate({ secondStore: signedWith(other) })).rejects.toMatchObject({
      class: 'FOREIGN_CHECKPOINT',
    });
  });

  test('and is signed when it is whole again', async () => {
    expect(await room.integrate()).toMatchObject({ kind: 'SIGNED' });
    expect(await publishedRoot(room)).toBe(await rootOfLeaves(room, 610n));
    expect((await readdir(room.folder)).length).toBe(1);
  });
});
