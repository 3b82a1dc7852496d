import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../db/database.ts';
import { EvidenceRefused } from '../ledger/evidence/errors.ts';
import type { BundleParts } from '../ledger/evidence/write-bundle.ts';
import { LedgerUnsound } from '../ledger/unsound.ts';
import { safeError } from '../safe-error.ts';
import {
  claimExport,
  expireExports,
  failExport,
  leaseSeconds,
  renewClaim,
  returnExport,
} from './claims.ts';
import type { ExportRow } from './exports.ts';
import { makeBundle } from './make-bundle.ts';

export type ExportWorkerOptions = {
  readonly database: Database;
  /** What a bundle is made of, as it is now: keys may change. */
  readonly parts: () => Promise<Omit<BundleParts, 'onProgress'>>;
  /** How often it looks for work, milliseconds. */
  readonly lookEvery: number;
  readonly log: Logger;
};

/** How often bundles are looked for whose time is over, milliseconds. */
const expireEvery = 60_000;

/** Makes the bundles that auditors ask for, one at a time; every gateway has one. */
export class ExportWorker {
  readonly #options: ExportWorkerOptions;
  readonly #stopped = new AbortController();
  readonly #worker = uuidv7();
  #running: Promise<void> | undefined;
  #expiredAt = 0;

  constructor(options: ExportWorkerOptions) {
    this.#options = options;
  }

  /** Goes on by itself until `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Ends what is under way, which another takes up. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { lookEvery, log } = this.#options;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const worked = await this.#once().catch((cause: unknown) => {
        log.error({ err: safeError(cause) }, 'no evidence can be exported now');
        return false;
      });
      if (!worked) await wait(lookEvery, undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns whether there was one to make */
  async #once(): Promise<boolean> {
    const { database } = this.#options;
    if (Date.now() - this.#expiredAt > expireEvery) {
      await expireExports(database);
      this.#expiredAt = Date.now();
    }
    const claimed = await claimExport(database, this.#worker);
    if (claimed === undefined) return false;
    await this.#make(claimed);
    return true;
  }

  async #make(claimed: ExportRow): Promise<void> {
    const { database, parts, log } = this.#options;
    const lost = new AbortController();
    const signal = AbortSignal.any([this.#stopped.signal, lost.signal]);
    const progress = { done: 0, of: 0 };
    const renew = setInterval(
      () => {
        // A database that is away is told by what is written to it.
        renewClaim(database, claimed, progress.done, progress.of).then(
          (kept) => kept || lost.abort(),
          () => undefined,
        );
      },
      Math.min(1_000, (leaseSeconds * 1_000) / 3),
    );
    try {
      await makeBundle(database, claimed, {
        ...(await parts()),
        signal,
        onProgress: (done, of) => {
          Object.assign(progress, { done, of });
        },
      });
    } catch (cause) {
      if (this.#stopped.signal.aborted) await returnExport(database, claimed);
      else if (!lost.signal.aborted) await this.#fail(claimed, cause, log);
    } finally {
      clearInterval(renew);
    }
  }

  async #fail(claimed: ExportRow, cause: unknown, log: Logger): Promise<void> {
    const { database } = this.#options;
    log.error({ err: safeError(cause), export: claimed.id }, 'evidence could not be exported');
    if (cause instanceof EvidenceRefused) await failExport(database, claimed, cause.message);
    else if (cause instanceof LedgerUnsound) {
      await failExport(database, claimed, `The ledger is unsound: ${cause.message}`);
    } else {
      await failExport(
        database,
        claimed,
        'It could not be made. Ask for it again; the log tells why.',
      );
    }
  }
}
