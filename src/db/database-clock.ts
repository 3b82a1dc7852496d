import { z } from 'zod';
import type { Transaction } from './database.ts';

const read = z.tuple([z.object({ now: z.date() })]);

/**
 * The database's clock. What it judges by its own clock — signatures and ends are of now — is dated by it too: a
 * gateway whose clock is wrong must neither sign in the future nor keep anybody from revoking.
 */
export async function databaseNow(tx: Transaction): Promise<Date> {
  const rows = await tx.$queryRaw`select date_trunc('milliseconds', clock_timestamp()) as now`;
  const [{ now }] = read.parse(rows);
  return now;
}
