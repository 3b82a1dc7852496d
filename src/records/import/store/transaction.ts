import type pg from 'pg';

/** Batches and the relabelling of members take longer than a request is given. */
const begin = `
  begin;
  set local statement_timeout = '300s';
  set local idle_in_transaction_session_timeout = '60s'`;

/** Runs work in one transaction, with the time limits of an import. */
export async function inTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query(begin);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (cause) {
    // The first fault is the one to tell: a lost connection fails here too.
    await client.query('rollback').catch(() => undefined);
    throw cause;
  }
}

/** Data that the database refuses: out of range, against a rule, too large. Not a broken connection. */
export function isRefusal(cause: unknown): cause is Error {
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  return typeof cause.code === 'string' && ['22', '23', '54'].includes(cause.code.slice(0, 2));
}
