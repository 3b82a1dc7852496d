import type pg from 'pg';

/** Whether the gateway can serve now. */
export type Readiness = () => Promise<boolean>;

/**
 * Ready when the database answers as the gateway's role, the ledger can be appended to, and not
 * under shutdown.
 */
export function createReadiness(pool: pg.Pool, isStopping: () => boolean): Readiness {
  return async () => {
    if (isStopping()) return false;
    const { rows } = await pool.query(
      `select has_function_privilege('ledger.append(bytea[])', 'execute') as can_append,
              (select next_index from ledger.head where id = 1) is not null as has_head`,
    );
    return rows[0]?.can_append === true && rows[0]?.has_head === true;
  };
}
