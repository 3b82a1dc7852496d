import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { alone, appendAsOperator } from '../operator/alone.ts';
import { findRetirable, type Partition, type Retirable } from './retirable.ts';

/**
 * Lets every partition go that may, the oldest first, each in a transaction with the entry that tells of
 * it: interrupted anywhere, whole partitions are gone or none of one, and it is run again.
 *
 * @param before a moment that retention allows
 * @param onRetired told of each
 * @returns what was found, before any was retired
 */
export function retire(
  database: Database,
  before: Date,
  onRetired: (partition: Partition) => void,
): Promise<Retirable> {
  return alone(database, async (client) => {
    // Whoever reads what goes is waited for, with the ledger's head held: not for long.
    await client.query("set lock_timeout = '3s'");
    const found = await findRetirable(client, before);
    for (const partition of found.partitions) {
      await retireOne(client, partition);
      onRetired(partition);
    }
    return found;
  });
}

async function retireOne(client: pg.PoolClient, { number, to, latest }: Partition): Promise<void> {
  await client.query('begin');
  try {
    // What was kept of earlier ones for the sake of this one's disclosures is not needed any more.
    const again = await partitionsWithGrants(client, number);
    for (const part of [...again, number]) {
      await client.query('select ledger.copy_kept($1, $2, $3)', [`${part}`, `${to}`, latest]);
    }
    await appendAsOperator(client, [
      {
        v: 1,
        kind: 'LEDGER_RETIRED',
        release: uuidv7(),
        at: Date.now(),
        actor: 'operator',
        below: Number(to),
      },
    ]);
    for (const part of [...again, number]) {
      await client.query('select ledger.swap_kept($1)', [`${part}`]);
    }
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw cause;
  }
}

async function partitionsWithGrants(client: pg.PoolClient, before: bigint): Promise<bigint[]> {
  const { rows } = await client.query(
    `select distinct idx / ledger.partition_width() as part from ledger.entry
      where kind = 'GRANT_SIGNED' and idx < $1 * ledger.partition_width() order by part`,
    [`${before}`],
  );
  return partRows.parse(rows).map(({ part }) => part);
}

const partRows = z.array(z.object({ part: z.coerce.bigint() }));
