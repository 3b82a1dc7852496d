import { setTimeout as wait } from 'node:timers/promises';
import type { TestDatabase } from './database.ts';

/** Waits until a checkpoint covers the ledger's entries up to a size, all of them unless given. */
export async function untilSigned(
  { asAdministrator }: Pick<TestDatabase, 'asAdministrator'>,
  size?: number,
): Promise<void> {
  for (;;) {
    const { rows } = await asAdministrator(
      `select coalesce($1, h.next_index) <= coalesce((select max(size) from ledger.checkpoint), 0) as signed
        from ledger.head h`,
      [size ?? null],
    );
    if (rows[0].signed) return;
    await wait(20);
  }
}
