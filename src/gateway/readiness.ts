import type pg from 'pg';

/** Whether the gateway can serve now. */
export type Readiness = () => Promise<boolean>;

/**
 * Ready when the database answers as the gateway's role, may be written to, and the ledger can be
 * appended to: the right to, and a partition for the next index. Never while shutting down.
 */
export function createReadiness(pool: pg.Pool, isStopping: () => boolean): Readiness {
  return async () => {
    if (isStopping()) return false;
    const { rows } = await pool.query(
      `select has_function_privilege('ledger.append(bytea[])', 'execute')
          and current_setting('transaction_read_only') = 'off'
          and exists (
            select from ledger.head h where h.id = 1 and to_regclass(
              'ledger.entry_' || lpad((h.next_index / 1000000)::text, 6, '0')) is not null) as ready`,
    );
    return rows[0]?.ready === true;
  };
}
