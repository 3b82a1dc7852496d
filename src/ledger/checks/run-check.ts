import type pg from 'pg';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { byteaArray } from '../../db/bytea-array.ts';
import type { Database } from '../../db/database.ts';
import { safeError } from '../../safe-error.ts';
import type { VerifierKey } from '../core/verifier-key.ts';
import type { Leaf } from '../leaf.ts';
import { encodeLeaf } from '../leaf-bytes.ts';
import type { VerifyReport } from '../verify/verify-database.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { noteCheck } from './last-check.ts';

export type CheckParts = {
  readonly ledger: Config['ledger'];
  readonly database: Database;
  /** A key of the ledger. */
  readonly own: VerifierKey;
  readonly log: Logger;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: bigint, of: bigint) => void;
  /** Asked once no other process checks: what was due may have been done meanwhile. */
  readonly isDue?: () => Promise<boolean>;
};

/**
 * Checks the whole ledger, as `npm run verify` does, and leaves what was found in the database and as an
 * entry. One process at a time: the lock goes with its connection, so that of a checker that was killed
 * nothing is left but that the next one may begin.
 *
 * @returns undefined where another process checks, or it is not due any more
 * @throws whatever kept it from being checked; nothing is noted then
 */
export async function runCheck(parts: CheckParts): Promise<VerifyReport | undefined> {
  const pool = parts.database.open('cg_gateway', { connections: 1, idleInTransactionTimeout: 0 });
  try {
    const client = await pool.connect();
    try {
      const { rows } = await client.query(
        `select pg_try_advisory_lock(hashtextextended('ledger.check', 0)) as taken`,
      );
      if (!lockRow.parse(rows[0]).taken || (await parts.isDue?.()) === false) return undefined;
      return await checkAndNote(client, parts);
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

async function checkAndNote(client: pg.PoolClient, parts: CheckParts): Promise<VerifyReport> {
  const { ledger, database, own, signal, onProgress = () => undefined, log } = parts;
  const report = await verifyLedger(ledger, database, {
    own,
    kept: [],
    // Requests are answered meanwhile: one thread of its own, whatever the machine has.
    workers: 1,
    isBeside: true,
    ...(signal === undefined ? {} : { signal }),
    onProgress,
  });
  signal?.throwIfAborted();
  // The result first: if the ledger is so unsound that nothing can be appended, everybody knows why.
  await noteCheck(client, report.entries, report.findings);
  await client
    .query('select idx from ledger.append($1)', [byteaArray([encodeLeaf(entryOf(report))])])
    .catch((cause: unknown) => {
      log.error({ err: safeError(cause) }, 'the check of the ledger could not be entered into it');
    });
  return report;
}

function entryOf({ entries, findings }: VerifyReport): Leaf {
  const [first] = findings;
  return {
    v: 1,
    kind: 'LEDGER_VERIFIED',
    release: uuidv7(),
    at: Date.now(),
    entries: Number(entries),
    sound: first === undefined,
    ...(first === undefined ? {} : { class: first.class }),
    ...(first?.index === undefined ? {} : { index: Number(first.index) }),
  };
}

const lockRow = z.object({ taken: z.boolean() });
