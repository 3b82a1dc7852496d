/** In which way a ledger is unsound; the exit code of `npm run verify` tells the first. */
export const unsoundClasses = {
  /** A checkpoint is not signed by a key of this ledger, or not cosigned by enough witnesses. */
  SIGNATURE: 10,
  /** Entries that were signed for are not there. */
  SHRUNKEN: 11,
  /** An index is missing, or stands twice. */
  GAP: 12,
  /** An entry's bytes have another hash than its column says. */
  LEAF: 13,
  /** A tile, the frontier or a root is not that of the entries. */
  TREE: 14,
  /** What was signed once is not the beginning of what is there. */
  FORKED: 15,
  /** A column says something else than the entry's bytes. */
  PROJECTION: 16,
  /** A table, owner, trigger or partition is not as the migrations made it. */
  CATALOG: 17,
  /** A disclosure rests on no grant that stood at its place in the ledger. */
  MEANING: 18,
  /** A file of an evidence bundle is missing, cannot be read, or is not what its manifest says. */
  FILE: 19,
  /** What was signed is gone, or is not what the ledger has the hash of. */
  DOCUMENT: 20,
} as const;

export type UnsoundClassName = keyof typeof unsoundClasses;

export const levels = ['SIGNATURES', 'PINNED', 'TREE', 'TABLES', 'FILES', 'MEANING'] as const;
export type Level = (typeof levels)[number];

/** One thing that is wrong. */
export type Finding = {
  readonly level: Level;
  readonly class: UnsoundClassName;
  readonly message: string;
  /** The first entry that is concerned. */
  readonly index?: bigint | undefined;
};
