import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { formatNote } from '../../../src/ledger/core/note.ts';
import { signText } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import type { UnsoundClassName } from '../../../src/ledger/verify/finding.ts';
import { rounds } from '../../kit/drill.ts';
import { newSigner } from '../core/signer.ts';
import { behindItsBack, openTamperRoom, origin, rebuild, type TamperRoom } from './tamper-room.ts';

/** In the middle of the signed entries, a disclosure. */
const victim = 5_000;

let room: TamperRoom;
beforeAll(async () => {
  room = await openTamperRoom(10_000);
}, 120_000);
afterAll(() => room?.close());

const change = (set: string) => (client: pg.Client) =>
  behindItsBack(client, `update ledger.entry set ${set} where idx = ${victim}`);

test('what nobody has touched is sound', async () => {
  expect(room.entries).toBeGreaterThan(10_000);
  expect((await room.after(async () => undefined)).findings).toEqual([]);
});

describe('a row that its owner has changed is found, by its index:', () => {
  test.each<[string, string, UnsoundClassName]>([
    ['a letter of the leaf', 'leaf = set_byte(leaf, 40, get_byte(leaf, 40) # 1)', 'LEAF'],
    ['the leaf hash', 'leaf_hash = set_byte(leaf_hash, 0, get_byte(leaf_hash, 0) # 1)', 'LEAF'],
    [
      'leaf and hash together',
      "leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'PATRQT', 'TREATX'), 'UTF8'), leaf_hash = sha256('\\x00'::bytea || convert_to(replace(convert_from(leaf, 'UTF8'), 'PATRQT', 'TREATX'), 'UTF8'))",
      'TREE',
    ],
    ['release_id', 'release_id = gen_random_uuid()', 'PROJECTION'],
    ['kind', "kind = 'SELF_ACCESS'", 'PROJECTION'],
    ['at', "at = at - interval '1 millisecond'", 'PROJECTION'],
    ['plan_id', 'plan_id = gen_random_uuid()', 'PROJECTION'],
    ['member_id', 'member_id = gen_random_uuid()', 'PROJECTION'],
    ['app_id', 'app_id = gen_random_uuid()', 'PROJECTION'],
    ['partner_id', 'partner_id = null', 'PROJECTION'],
    ['grant_id', 'grant_id = gen_random_uuid()', 'PROJECTION'],
    ['grant_version', 'grant_version = 2', 'PROJECTION'],
    ['purpose', "purpose = 'TREAT'", 'PROJECTION'],
    ['categories', "categories = '{CLAIMS}'", 'PROJECTION'],
    ['labels', "labels = '{HIV}'", 'PROJECTION'],
  ])('%s', async (_what, set, expected) => {
    const found = await room.after(change(set));
    expect(found.findings.map((one) => one.class)).toContain(expected);
    expect(found.index).toBe(BigInt(victim));
  });

  test('any bit of any leaf or hash', async () => {
    const bit = fc.record({
      index: fc.integer({ min: 0, max: room.entries - 1 }),
      column: fc.constantFrom('leaf', 'leaf_hash'),
      at: fc.integer({ min: 0, max: 10_000 }),
    });
    await fc.assert(
      fc.asyncProperty(bit, async ({ index, column, at }) => {
        const found = await room.after((client) =>
          behindItsBack(
            client,
            `update ledger.entry set ${column} =
              set_bit(${column}, ${at} % (8 * length(${column})), 1 - get_bit(${column}, ${at} % (8 * length(${column}))))
              where idx = ${index}`,
          ),
        );
        expect(found.findings.map((one) => one.class)).toContain('LEAF');
        expect(found.index).toBe(BigInt(index));
      }),
      { numRuns: rounds(10, 200) },
    );
  });
});

describe('what is not a row of its own is found, too:', () => {
  const cases: [
    string,
    UnsoundClassName,
    number | undefined,
    (client: pg.Client) => Promise<unknown>,
  ][] = [
    [
      'an entry is deleted',
      'GAP',
      victim,
      (client) => behindItsBack(client, `delete from ledger.entry where idx = ${victim}`),
    ],
    [
      'an entry is slipped in behind the last',
      'GAP',
      undefined,
      (client) =>
        behindItsBack(
          client,
          `insert into ledger.entry select (jsonb_populate_record(e, jsonb_build_object('idx', h.next_index + 1))).*
            from ledger.entry e, ledger.head h where e.idx = ${victim}`,
        ),
    ],
    [
      'two entries are swapped',
      'TREE',
      victim,
      (client) =>
        behindItsBack(
          client,
          `update ledger.entry set idx = -1 where false`,
          `create temp table both_of on commit drop as select * from ledger.entry where idx in (${victim}, ${victim + 1})`,
          `delete from ledger.entry where idx in (${victim}, ${victim + 1})`,
          `update both_of set idx = ${2 * victim + 1} - idx`,
          'insert into ledger.entry select * from both_of',
        ),
    ],
    [
      'a tile is changed',
      'TREE',
      256 * 19,
      (client) =>
        behindItsBack(
          client,
          'update ledger.tile set bytes = set_byte(bytes, 0, get_byte(bytes, 0) # 1) where level = 0 and idx = 19',
        ),
    ],
    [
      'a tile is deleted',
      'TREE',
      256 * 19,
      (client) => behindItsBack(client, 'delete from ledger.tile where level = 0 and idx = 19'),
    ],
    [
      'the entries and their partition are emptied',
      'GAP',
      0,
      async (client) => {
        await client.query('alter table ledger.entry_000000 disable trigger entry_kept');
        await client.query('alter table ledger.entry disable trigger entry_kept');
        await client.query('truncate ledger.entry_000000');
      },
    ],
    [
      'the partition is detached',
      'GAP',
      0,
      (client) => client.query('alter table ledger.entry detach partition ledger.entry_000000'),
    ],
    [
      'a trigger is off',
      'CATALOG',
      undefined,
      (client) => client.query('alter table ledger.entry disable trigger entry_fixed'),
    ],
    [
      'a table has another owner',
      'CATALOG',
      undefined,
      (client) => client.query('alter table ledger.checkpoint owner to current_user'),
    ],
    [
      'a checkpoint is edited',
      'SIGNATURE',
      undefined,
      (client) =>
        behindItsBack(
          client,
          `update ledger.checkpoint set note = replace(note, '${origin}' || E'\\n', '${origin}' || E'\\n1') where size = (select max(size) from ledger.checkpoint)`,
        ),
    ],
    [
      'a checkpoint is slipped in that another key signed',
      'SIGNATURE',
      undefined,
      async (client) => {
        // At a size that nobody happened to sign.
        const { rows } = await client.query(
          'select min(n)::int as size from generate_series(1, 9999) n where n not in (select size from ledger.checkpoint)',
        );
        const [{ size }] = rows;
        const text = formatCheckpoint({
          origin,
          size: BigInt(size),
          root: new Uint8Array(32),
          extensions: [],
        });
        const note = formatNote({ text, signatures: [signText(newSigner(origin), text)] });
        await client.query('insert into ledger.checkpoint values ($1, $2, $3)', [
          origin,
          size,
          note,
        ]);
      },
    ],
    [
      'everything is rebuilt over a changed entry and signed by another key',
      'SIGNATURE',
      undefined,
      async (client) => {
        await change(
          "leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'PATRQT', 'TREATX'), 'UTF8')",
        )(client);
        await rebuild(client, newSigner(origin));
      },
    ],
  ];
  test.each(cases)('%s', async (_what, expected, index, tamper) => {
    const found = await room.after(tamper);
    expect(found.findings.map((one) => one.class)).toContain(expected);
    if (index !== undefined) expect(found.index).toBe(BigInt(index));
  });
});

describe('who has stolen the key, too, is found by what was signed before and kept elsewhere:', () => {
  test('the tail cut off, and signed anew', async () => {
    const found = await room.after(async (client) => {
      await behindItsBack(client, `delete from ledger.entry where idx >= ${victim}`);
      await rebuild(client, room.signer);
    });
    expect(found).toMatchObject({ class: 'SHRUNKEN', index: BigInt(victim) });
  });

  test('an old backup put back', async () => {
    // A backup is what was there once, its checkpoints included.
    const found = await room.after((client) =>
      behindItsBack(
        client,
        `delete from ledger.checkpoint where size > ${victim}`,
        `delete from ledger.entry where idx >= (select max(size) from ledger.checkpoint)`,
        'update ledger.head set next_index = (select max(size) from ledger.checkpoint)',
      ).then(() => rebuild(client, room.signer)),
    );
    expect(found.findings.map((one) => one.class)).toContain('SHRUNKEN');
  });

  test('a fork: a changed entry, rebuilt and signed', async () => {
    const found = await room.after(async (client) => {
      await change(
        "purpose = 'TREATX', leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'PATRQT', 'TREATX'), 'UTF8')",
      )(client);
      await rebuild(client, room.signer);
    });
    expect(found.findings.map((one) => one.class)).toContain('FORKED');
  });
});

describe('what a disclosure rests on is judged by the order of the ledger:', () => {
  /** Everything agrees and is signed with the stolen key; only the meaning is wrong. */
  const forged = (sql: string) =>
    room.after(async (client) => {
      await behindItsBack(client, sql);
      await rebuild(client, room.signer);
    }, []);
  const leafWith = (from: string, to: string) =>
    `leaf = convert_to(replace(convert_from(leaf, 'UTF8'), ${from}, ${to}), 'UTF8')`;

  test('a disclosure without its grant', async () => {
    const found = await forged(
      `update ledger.entry set grant_id = app_id, ${leafWith('grant_id::text', 'app_id::text')} where idx = ${victim}`,
    );
    expect(found).toMatchObject({ class: 'MEANING', index: BigInt(victim) });
  });

  test('a revocation moved to the front of what followed the signature', async () => {
    const { rows } = await room.gateway.asAdministrator(
      `select r.idx::int as ended, r.member_id, (select min(d.idx)::int from ledger.entry d
         where d.kind = 'DISCLOSURE' and d.member_id = r.member_id) as first
        from ledger.entry r where r.kind = 'GRANT_ENDED'`,
    );
    const [{ ended, first }] = rows;
    const found = await room.after(async (client) => {
      await behindItsBack(
        client,
        `create temp table both_of on commit drop as select * from ledger.entry where idx in (${first}, ${ended})`,
        `delete from ledger.entry where idx in (${first}, ${ended})`,
        `update both_of set idx = ${first + ended} - idx`,
        'insert into ledger.entry select * from both_of',
      );
      await rebuild(client, room.signer);
    }, []);
    expect(found.class).toBe('MEANING');
    expect(found.findings.some(({ message }) => message.includes('had ended before it'))).toBe(
      true,
    );
    expect(found.index).toBeGreaterThan(BigInt(first));
  });

  test('an app that was never approved', async () => {
    const found = await forged(
      `update ledger.entry set ${leafWith("'APPROVED'", "'PENDING'")} where kind = 'APP_STATE_CHANGED'`,
    );
    expect(found.findings.some(({ message }) => message.includes('it was not approved'))).toBe(
      true,
    );
  });
});

test('who owns the database, has the key and rewrote the second store as well is not found, but by whoever kept a checkpoint', async () => {
  const tamper = async (client: pg.Client) => {
    await change(leafOfAnotherRecord)(client);
    await rebuild(client, room.signer);
  };
  const leafOfAnotherRecord =
    "leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '\"fields\":[', '\"fields\":[\"Nothing.at.all\",'), 'UTF8')";
  expect((await room.after(tamper, [])).findings).toEqual([]);

  // A partner who wrote down the checkpoint before it happened:
  const found = await room.after(tamper, [room.kept]);
  expect(found.findings.map((one) => one.class)).toContain('FORKED');
});

test('a checkpoint that is none, and one of another ledger, are told from a fork', async () => {
  const other = newSigner('ledger.example/other');
  const text = formatCheckpoint({
    origin: 'ledger.example/other',
    size: 1n,
    root: new Uint8Array(32),
    extensions: [],
  });
  const foreign = formatNote({ text, signatures: [signText(other, text)] });
  for (const note of [utf8(foreign)]) {
    const found = await room.after(async () => undefined, [{ note, where: 'mine' }]);
    expect(found).toMatchObject({ class: 'SIGNATURE' });
    expect(found.findings[0]?.message).toContain('mine: ');
  }
});
