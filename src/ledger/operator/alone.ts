import type pg from 'pg';
import { z } from 'zod';
import { byteaArray } from '../../db/bytea-array.ts';
import type { Database } from '../../db/database.ts';
import type { Leaf } from '../leaf.ts';
import { encodeLeaf } from '../leaf-bytes.ts';

/** An operator's command cannot be carried out. The message says what to do instead. */
export class OperatorRefused extends Error {
  override readonly name = 'OperatorRefused';
}

/**
 * Works on the ledger's key or name as the only one who does, and in the role of the ledger's owner:
 * the gateway's may not append such entries. What was under way when a process was killed is through,
 * or undone, before the next one gets its turn.
 *
 * @throws OperatorRefused while another command is under way
 */
export async function alone<Result>(
  database: Database,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const pool = database.open('cg_migrator', {
    connections: 1,
    statementTimeout: 60_000,
    idleInTransactionTimeout: 30_000,
  });
  try {
    const client = await pool.connect();
    try {
      await client.query('set role cg_ledger');
      const { rows } = await client.query(
        `select pg_try_advisory_lock(hashtextextended('ledger.operator', 0)) as taken`,
      );
      if (!lockRow.parse(rows[0]).taken) {
        throw new OperatorRefused(
          "Another command is changing the ledger's key or name. Wait for its end, and run this again.",
        );
      }
      return await work(client);
    } finally {
      // With its connection the lock goes as well.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

/** Appends entries that the ledger makes of itself, all or none. */
export async function appendAsOperator(
  client: Pick<pg.PoolClient, 'query'>,
  leaves: readonly Leaf[],
): Promise<void> {
  await client.query('select idx from ledger.append($1)', [byteaArray(leaves.map(encodeLeaf))]);
}

const lockRow = z.object({ taken: z.boolean() });
