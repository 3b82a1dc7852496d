import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { isPassing } from '../../db/passing-faults.ts';
import { safeError } from '../../safe-error.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import type { Soundness } from '../soundness.ts';
import { LedgerUnsound } from '../unsound.ts';
import { type IntegratorParts, integrateOnce } from './integrate.ts';

export type IntegratorSettings = {
  /** How often a checkpoint is signed at most, milliseconds, while entries come. */
  readonly every: number;
};

/**
 * Keeps the tree and its checkpoints up with the entries. Every gateway has one; which of them does
 * the work is decided each time anew.
 */
export class Integrator {
  readonly #parts: IntegratorParts;
  readonly #settings: IntegratorSettings;
  readonly #soundness: Soundness;
  readonly #log: Logger;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    parts: IntegratorParts,
    settings: IntegratorSettings,
    soundness: Soundness,
    log: Logger,
  ) {
    this.#parts = parts;
    this.#settings = settings;
    this.#soundness = soundness;
    this.#log = log;
  }

  /** Goes on by itself until `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Signs what is there, and resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    if (this.#soundness.fault === undefined) await this.catchUp();
  }

  /**
   * Signs until every entry that is there now is covered, by this process or another.
   *
   * @throws LedgerUnsound when the ledger is not what was signed
   */
  async catchUp(): Promise<Checkpoint | undefined> {
    for (;;) {
      const done = await integrateOnce(this.#parts);
      if (done.kind === 'SIGNED' && !done.more) return done.checkpoint;
      if (done.kind === 'UP_TO_DATE') return undefined;
      if (done.kind === 'BUSY') await wait(20);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted && this.#soundness.fault === undefined) {
      const more = await this.#once().catch((cause: unknown) => {
        this.#tell(cause);
        return false;
      });
      const pause = more ? 0 : this.#settings.every;
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns whether there is more to sign at once */
  async #once(): Promise<boolean> {
    if (!(await this.#isBehind())) return false;
    const done = await integrateOnce(this.#parts);
    return done.kind === 'SIGNED' && done.more;
  }

  /** Asks without taking the tree: idle gateways cost the database one small statement. */
  async #isBehind(): Promise<boolean> {
    const { rows } = await this.#parts.pool.query({
      name: 'ledger-is-behind',
      text: 'select t.size < h.next_index as behind from ledger.tree t, ledger.head h',
    });
    return behindRow.parse(rows[0]).behind;
  }

  #tell(cause: unknown): void {
    if (cause instanceof LedgerUnsound) {
      this.#soundness.report(cause);
      this.#log.fatal(
        { class: cause.class, index: cause.index?.toString() },
        `the ledger is unsound: ${cause.message}`,
      );
    } else if (isPassing(cause)) {
      this.#log.warn({ err: safeError(cause) }, 'the ledger could not be signed now');
    } else {
      this.#log.error({ err: safeError(cause) }, 'the ledger could not be signed');
    }
  }
}

const behindRow = z.object({ behind: z.boolean() });
