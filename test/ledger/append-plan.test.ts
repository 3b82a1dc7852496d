import { afterAll, beforeAll, expect, test } from 'vitest';
import { byteaArray } from '../../src/db/bytea-array.ts';
import { encodeLeaf } from '../../src/ledger/leaf-bytes.ts';
import { selfAccess } from '../kit/leaves.ts';
import { type LedgerRoom, openLedgerRoom } from './room.ts';

let room: LedgerRoom;
beforeAll(async () => {
  room = await openLedgerRoom();
});
afterAll(() => room.close());

test('an append reads no more of the ledger because its session began when that was empty', async () => {
  const client = await room.database.gateway.connect();
  try {
    const append = (count: number) =>
      client.query({
        name: 'append',
        text: 'select count(*) from ledger.append($1)',
        values: [byteaArray(Array.from({ length: count }, () => encodeLeaf(selfAccess())))],
      });
    // PostgreSQL keeps a plan for good once it has been made a few times.
    for (let time = 0; time < 10; time += 1) await append(1);
    await append(4_000);
    await client.query('begin');
    await append(1);
    const { rows } = await client.query(
      `select sum(seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables
        where schemaname = 'ledger' and relname like 'entry%'`,
    );
    await client.query('rollback');
    expect(rows[0].read).toBeLessThan(50);
  } finally {
    client.release();
  }
});
