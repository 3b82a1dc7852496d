import type { LedgerUnsound } from './unsound.ts';

/**
 * Whether the ledger is what it was, as far as this process knows. What this process itself saw stays
 * so until somebody has looked and it is started again; what a check of the whole ledger found stays
 * until a later check finds it sound. Nothing is released meanwhile.
 */
export class Soundness {
  #seen: LedgerUnsound | undefined;
  #checked: LedgerUnsound | undefined;

  /** What was found first; undefined while all is well. */
  get fault(): LedgerUnsound | undefined {
    return this.#seen ?? this.#checked;
  }

  /** Whether only a new start, after somebody has looked, makes it well again. */
  get isFinal(): boolean {
    return this.#seen !== undefined;
  }

  /** Something that this process saw. */
  report(fault: LedgerUnsound): void {
    this.#seen ??= fault;
  }

  /** What the last check of the whole ledger found. */
  checked(fault: LedgerUnsound | undefined): void {
    this.#checked = fault;
  }
}
