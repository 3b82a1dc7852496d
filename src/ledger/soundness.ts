import type { LedgerUnsound } from './unsound.ts';

/**
 * Whether the ledger is what it was, as far as this process knows. Once it is not, it stays so until
 * somebody has looked and the process is started again: nothing is released meanwhile.
 */
export class Soundness {
  #fault: LedgerUnsound | undefined;

  /** What was found first; undefined while all is well. */
  get fault(): LedgerUnsound | undefined {
    return this.#fault;
  }

  report(fault: LedgerUnsound): void {
    this.#fault ??= fault;
  }
}
