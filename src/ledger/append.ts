import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { byteaArray } from '../db/bytea-array.ts';
import { isOfStatement, isPassing } from '../db/passing-faults.ts';
import { GatewayError } from '../errors.ts';
import {
  type AnswerRow,
  type AppendOutcome,
  answerRows,
  batchLength,
  giveUp,
  settleFrom,
  type Waiting,
} from './append-batch.ts';
import type { Leaf } from './leaf.ts';
import { encodeLeaf } from './leaf-bytes.ts';

export type AppenderSettings = {
  /** How long a release may wait for its acknowledgement, milliseconds. */
  readonly deadline: number;
  /** How many releases may wait at once; one more is turned away. */
  readonly queueMax: number;
  /** How many releases go into one statement at most. */
  readonly batchMax: number;
};

/** Who watches over what is acknowledged. */
export type AppendWatch = {
  /** Why nothing may be released now; undefined when it may. */
  refusal(): GatewayError | undefined;
  /** Entries that the database acknowledged, side by side from an index on. */
  acknowledged(first: bigint, hashes: readonly Buffer[]): void;
};

/**
 * Appends releases to the ledger, together with whatever else arrived while the last append was
 * under way: no timer, one statement at a time for each process.
 *
 * A lost acknowledgement is tried again with the same release ids, which the ledger knows, until
 * the deadline. After that nobody knows whether the entry is there, so the data is withheld: an
 * entry without data is acceptable, data without an entry is not.
 */
export class Appender {
  readonly #pool: pg.Pool;
  readonly #settings: AppenderSettings;
  readonly #watch: AppendWatch;
  #queue: Waiting[] = [];
  #flushing = false;
  /** When the last statement was acknowledged; undefined when it was not. */
  #acknowledged: number | undefined;

  /** @param pool role `cg_gateway`, with statement and lock time-outs */
  constructor(pool: pg.Pool, settings: AppenderSettings, watch: AppendWatch) {
    this.#pool = pool;
    this.#settings = settings;
    this.#watch = watch;
  }

  /** Releases waiting for their acknowledgement. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Whether the ledger can be appended to now. Acknowledged releases are evidence enough; without a
   * recent one, or after a fault, an append of nothing asks: it waits for the head like any other.
   *
   * @param recently how old the evidence may be, milliseconds
   * @throws what the database says when it cannot
   */
  async prove(recently: number): Promise<void> {
    const age = performance.now() - (this.#acknowledged ?? Number.NEGATIVE_INFINITY);
    if (age > recently) await this.#appendOnce([]);
  }

  /**
   * Resolves once the release is durable, or refused.
   *
   * @param leaves one release's entries, all with the same release id
   * @throws GatewayError LEDGER_UNAVAILABLE when it cannot be known in time, LEDGER_UNSOUND
   */
  async append(leaves: readonly Leaf[]): Promise<AppendOutcome> {
    const outcome = await this.#enqueue(leaves);
    if (outcome.kind === 'APPENDED') {
      const [first] = outcome.entries;
      const hashes = outcome.entries.map(({ leafHash }) => leafHash);
      if (first) this.#watch.acknowledged(first.index, hashes);
    }
    // What was found meanwhile holds for what waited, too.
    const refusal = this.#watch.refusal();
    if (refusal) throw refusal;
    return outcome;
  }

  #enqueue(leaves: readonly Leaf[]): Promise<AppendOutcome> {
    const refusal = this.#watch.refusal();
    if (refusal) return Promise.reject(refusal);
    const release = leaves[0]?.release;
    if (release === undefined || leaves.some((leaf) => leaf.release !== release)) {
      throw new TypeError('a release has entries, all of the same release id');
    }
    if (this.#queue.length >= this.#settings.queueMax) {
      return Promise.reject(
        new GatewayError('LEDGER_UNAVAILABLE', { detail: `${this.#queue.length} releases wait` }),
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<AppendOutcome>();
    const encoded = leaves.map(encodeLeaf);
    const waiting: Waiting = {
      release,
      leaves: encoded,
      size: encoded.reduce((sum, { length }) => sum + length, 0),
      deadline: Date.now() + this.#settings.deadline,
      resolve,
      reject,
    };
    // Whatever the database does and whoever is ahead: nobody waits longer. What is under way then
    // may still land, as an entry without its data.
    const timer = setTimeout(
      () => giveUp([waiting], new Error('the deadline passed')),
      this.#settings.deadline,
    );
    this.#queue.push(waiting);
    void this.#flush();
    return promise.finally(() => clearTimeout(timer));
  }

  async #flush(): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (this.#queue.length > 0) {
        // Requests that shared a read are done in one turn of the event loop: so they share an append.
        await nextTurn();
        const batch = this.#queue.slice(0, batchLength(this.#queue, this.#settings.batchMax));
        this.#queue = this.#queue.slice(batch.length);
        await this.#settle(batch.filter((one) => one.deadline > Date.now()));
      }
    } finally {
      this.#flushing = false;
    }
  }

  /** Appends one batch; tries again what may pass, and finds the culprit of what does not. */
  async #settle(batch: readonly Waiting[]): Promise<void> {
    let pending = batch;
    for (let attempt = 0; pending.length > 0; attempt += 1) {
      try {
        settleFrom(await this.#appendOnce(pending), pending);
        return;
      } catch (cause) {
        const now = Date.now();
        if (!isPassing(cause)) {
          if (pending.length === 1) return giveUp(pending, cause);
          for (const one of pending) await this.#settle([one]);
          return;
        }
        // Too much for one statement may be little enough for two.
        if (pending.length > 1 && isOfStatement(cause)) {
          const half = Math.ceil(pending.length / 2);
          await this.#settle(pending.slice(0, half));
          await this.#settle(pending.slice(half).filter((one) => one.deadline > Date.now()));
          return;
        }
        giveUp(
          pending.filter((one) => one.deadline <= now),
          cause,
        );
        pending = pending.filter((one) => one.deadline > now);
        await wait(Math.min(20 * 2 ** attempt, 500));
      }
    }
  }

  async #appendOnce(batch: readonly Waiting[]): Promise<AnswerRow[]> {
    try {
      const result = await this.#pool.query({
        name: 'ledger-append',
        // A release's entries stand side by side: its first index and its hashes tell of all.
        text: `select release_id, min(idx) as first, max(idx) as last,
            string_agg(leaf_hash, '' order by idx) as hashes
          from ledger.append($1) group by release_id`,
        values: [byteaArray(batch.flatMap((waiting) => waiting.leaves))],
      });
      this.#acknowledged = performance.now();
      return answerRows.parse(result.rows);
    } catch (cause) {
      this.#acknowledged = undefined;
      throw cause;
    }
  }
}
