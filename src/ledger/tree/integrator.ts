import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigurationError } from '../../config.ts';
import { isPassing } from '../../db/passing-faults.ts';
import { safeError } from '../../safe-error.ts';
import type { NoteSigner } from '../core/signatures.ts';
import { formatVerifierKey } from '../core/verifier-key.ts';
import type { KeyTenure } from '../keys/key-tenures.ts';
import type { Soundness } from '../soundness.ts';
import { LedgerUnsound } from '../unsound.ts';
import { NotCosigned } from '../witness/client.ts';
import { type Integrated, type IntegratorParts, integrateOnce } from './integrate.ts';

export type IntegratorOptions = {
  readonly parts: IntegratorParts;
  /** How often a checkpoint is signed at most while entries come, milliseconds. */
  readonly every: number;
  readonly soundness: Soundness;
  /** How many entries this process knows to be there. */
  readonly entriesExpected: () => bigint;
  /** Looks at what is published now, whoever signed it. */
  readonly look: () => Promise<void>;
  /** Where the key that follows on the signer's can be had; undefined when it cannot. */
  readonly findSuccessor: (successor: KeyTenure) => Promise<NoteSigner | undefined>;
  /** What to do when it cannot. */
  readonly retired: (successor: KeyTenure) => Error;
  readonly log: Logger;
};

/**
 * Keeps the tree and its checkpoints up with the entries. Every gateway has one; which of them does
 * the work is decided each time anew.
 */
export class Integrator {
  readonly #options: IntegratorOptions;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;
  /** Of faults that stay only the first is told. */
  #told = '';
  #signer: NoteSigner;

  constructor(options: IntegratorOptions) {
    this.#options = options;
    this.#signer = options.parts.signer;
  }

  /** Goes on by itself until `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Signs what is there, and resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    const { soundness } = this.#options;
    if (soundness.fault === undefined) await this.catchUp().catch((cause) => this.#tell(cause));
  }

  /**
   * Signs until every entry that is there now is covered, by this process or another.
   *
   * @throws LedgerUnsound when the ledger is not what was signed, and what `retired` says when only
   *   another key may sign
   */
  async catchUp(): Promise<void> {
    for (;;) {
      const done = await this.#integrate();
      if (done.kind === 'RETIRED') throw this.#options.retired(done.successor);
      if (done.kind === 'UP_TO_DATE' || (done.kind === 'SIGNED' && !done.more)) return;
      if (done.kind === 'BUSY') await wait(20);
    }
  }

  /** Signs with the key that follows on this one as soon as that can be had. */
  async #integrate(): Promise<Integrated> {
    const { parts, findSuccessor, log } = this.#options;
    for (;;) {
      const done = await integrateOnce({ ...parts, signer: this.#signer });
      if (done.kind !== 'RETIRED') return done;
      const signer = await findSuccessor(done.successor);
      if (signer === undefined) return done;
      this.#signer = signer;
      log.info(`the ledger is signed by ${formatVerifierKey(signer.key)} from now on`);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const { soundness } = this.#options;
    while (!signal.aborted && !soundness.isFinal) {
      // Nothing is signed either while a check says that the ledger is unsound.
      const more =
        soundness.fault === undefined &&
        (await this.#once().catch((cause: unknown) => {
          this.#tell(cause);
          return false;
        }));
      const pause = more ? 0 : this.#options.every;
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns whether there is more to sign at once */
  async #once(): Promise<boolean> {
    const { entriesExpected, look, retired } = this.#options;
    // Before the question: what is acknowledged meanwhile may not be in its answer.
    const expected = entriesExpected();
    const { size, entries } = await this.#extent();
    if (entries < expected) {
      throw new LedgerUnsound(
        'SHRUNKEN',
        `entry ${expected - 1n} was acknowledged, and the ledger has ${entries} entries`,
        { index: entries },
      );
    }
    const done = size < entries ? await this.#integrate() : undefined;
    await look();
    if (done?.kind === 'RETIRED') throw retired(done.successor);
    this.#told = '';
    return done?.kind === 'SIGNED' && done.more;
  }

  /** Asks without taking the tree: idle gateways cost the database one small statement. */
  async #extent(): Promise<{ size: bigint; entries: bigint }> {
    const { rows } = await this.#options.parts.pool.query({
      name: 'ledger-extent',
      text: 'select t.size, h.next_index as entries from ledger.tree t, ledger.head h',
    });
    return extentRow.parse(rows[0]);
  }

  #tell(cause: unknown): void {
    const { soundness, log } = this.#options;
    const message = cause instanceof Error ? cause.message : '';
    if (message === this.#told) return;
    this.#told = message;
    if (cause instanceof LedgerUnsound) {
      soundness.report(cause);
      const { class: unsound, index } = cause;
      log.fatal({ class: unsound, index: index?.toString() }, `the ledger is unsound: ${message}`);
    } else if (cause instanceof NotCosigned) {
      log.error(`the ledger cannot be published: ${message}`);
    } else if (cause instanceof ConfigurationError) {
      log.error(`the ledger is not signed here: ${message}`);
    } else if (isPassing(cause)) {
      log.warn({ err: safeError(cause) }, 'the ledger could not be signed now');
    } else {
      log.error({ err: safeError(cause) }, 'the ledger could not be signed');
    }
  }
}

const extentRow = z.object({ size: z.coerce.bigint(), entries: z.coerce.bigint() });
