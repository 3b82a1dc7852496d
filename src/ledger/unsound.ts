/** In which way the ledger is not what it was: the classes that `verify` tells apart, too. */
export type UnsoundClass =
  /** Entries that were signed for are not there: the database was rolled back, restored or cut. */
  | 'SHRUNKEN'
  /** Indexes are not one after the other. */
  | 'GAP'
  /** An entry is not what was acknowledged. */
  | 'CHANGED'
  /** The tree is not the one that was signed. */
  | 'FORKED'
  /** A checkpoint is not by the key of its size, or of another ledger; or a change of keys is forged. */
  | 'FOREIGN_CHECKPOINT'
  /** A check of the whole ledger found what `verify` tells. */
  | 'CHECKED';

/**
 * The ledger cannot be trusted as it is. Nothing is released while it is so.
 */
export class LedgerUnsound extends Error {
  override readonly name = 'LedgerUnsound';
  readonly class: UnsoundClass;
  /** The first entry that is concerned, where that is known. */
  readonly index: bigint | undefined;

  constructor(
    unsound: UnsoundClass,
    message: string,
    options?: { readonly index?: bigint | undefined; readonly cause?: unknown },
  ) {
    super(message, { cause: options?.cause });
    this.class = unsound;
    this.index = options?.index;
  }
}
