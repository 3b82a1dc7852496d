import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Appender } from '../ledger/append.ts';
import type { LastCheck } from '../ledger/checks/last-check.ts';
import type { OpenLedger } from '../ledger/open.ts';
import type { Soundness } from '../ledger/soundness.ts';
import { type SafeError, safeError } from '../safe-error.ts';

/** Whether the gateway can serve now, and what the last check of the whole ledger found. */
export type Readiness = () => Promise<{
  readonly ready: boolean;
  readonly ledger: LastCheck | undefined;
}>;

export type ReadinessParts = {
  readonly pool: pg.Pool;
  readonly appender: Pick<Appender, 'prove'>;
  readonly soundness: Pick<Soundness, 'fault'>;
  readonly checks: OpenLedger['checks'];
  /** How long a release may wait for the ledger, milliseconds. */
  readonly ledgerDeadline: number;
  readonly isStopping: () => boolean;
  readonly log: Logger;
};

/** Whoever asks is answered within this, milliseconds, even when the database never answers. */
const patience = 2_000;
/** How old an append may be that shows that the ledger can be appended to, milliseconds. */
const recently = 1_000;
/** How far from the database's clock the ledger takes a leaf's time, milliseconds. */
const ledgerTolerance = 300_000;

/**
 * Ready when the database answers as the gateway's role, may be written to, agrees on the time, and
 * the ledger takes entries: it has done so just now, or is asked to append nothing. Never while
 * shutting down. Why not stands in the log, once for each time that the answer changes.
 */
export function createReadiness(parts: ReadinessParts): Readiness {
  const { isStopping } = parts;
  const tell = tellChanges(parts.log);
  let underWay: Promise<Obstacle | undefined> | undefined;
  // However many ask, the database is asked once at a time.
  const judged = () => {
    underWay ??= obstacle(parts).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const isReady = async () => {
    if (isStopping()) return false;
    const late = new AbortController();
    const found = await Promise.race([
      judged(),
      wait(patience, { reason: 'no answer in time' }, { signal: late.signal }),
    ]).finally(() => late.abort());
    tell(found);
    return found === undefined && !isStopping();
  };
  return async () => ({ ready: await isReady(), ledger: parts.checks.last });
}

/** What stands in the way of serving, for the log. */
type Obstacle = { readonly reason: string } | { readonly err: SafeError };

async function obstacle({
  pool,
  appender,
  soundness,
  ledgerDeadline,
}: ReadinessParts): Promise<Obstacle | undefined> {
  if (soundness.fault) return { reason: `the ledger is unsound: ${soundness.fault.message}` };
  try {
    const { rows } = await pool.query(
      `select has_function_privilege('ledger.append(bytea[])', 'execute')
          and current_setting('transaction_read_only') = 'off'
          and exists (
            select from ledger.head h where h.id = 1 and to_regclass(
              'ledger.' || ledger.partition_name(h.next_index / ledger.partition_width())) is not null) as writable,
        (extract(epoch from clock_timestamp()) * 1000)::double precision as now`,
    );
    const { writable, now } = answer.parse(rows[0]);
    if (!writable) return { reason: 'the ledger cannot be written to' };
    const ahead = Date.now() - now;
    // A release is dated before it waits for the ledger.
    if (Math.abs(ahead) > Math.max(ledgerTolerance - ledgerDeadline, ledgerTolerance / 2)) {
      return { reason: `the clock here is ${Math.round(ahead / 1000)} s ahead of the database's` };
    }
    await appender.prove(recently);
    return undefined;
  } catch (cause) {
    return { err: safeError(cause) };
  }
}

const answer = z.object({ writable: z.boolean(), now: z.number() });

function tellChanges(log: Logger): (obstacle: Obstacle | undefined) => void {
  let unready = false;
  return (found) => {
    if (unready === (found !== undefined)) return;
    unready = found !== undefined;
    if (found) log.error(found, 'not ready');
    else log.info('ready again');
  };
}
