import type { Spread } from '../measure/statistics.ts';

/** What two ways of doing the same came to, a round of each after a round of the other. */
export type Compared = {
  readonly ours: Spread;
  readonly peer: Spread;
  /** Of rounds of the same number; above 1 ours is faster. */
  readonly ratio: Spread;
};

/** Entries a second into a durable table. */
export type AppendCost = Compared & { readonly batch: number };

/** What 64 callers at once get, entries a second and milliseconds. */
export type CallersCost = {
  readonly callers: number;
  readonly grouped: Spread;
  /** The same gate, an entry and a commit at a time. */
  readonly rowPerCommit: Spread;
  /** A bare row and a commit at a time, on as many connections as there are callers. */
  readonly bareRows: Spread;
  readonly acknowledged: Spread;
  /** 99th percentiles of a bare row's commit, alone and on as many connections as there are callers. */
  readonly commitAlone: Spread;
  readonly commitCrowded: Spread;
};

/** From an acknowledgement to the first checkpoint that covers it, seconds, while 64 callers append. */
export type CheckpointLag = {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  readonly entriesPerSecond: number;
};

/** Entries a second, checked on all levels and merely read and hashed once. */
export type VerifyCost = Compared & { readonly threads: number; readonly entries: number };

/** Milliseconds on the grown ledger, and on a small one turn and turn about. */
export type Grown = { readonly grown: Spread; readonly small: Spread };

/** What a ledger of one size costs. */
export type LedgerGrowth = {
  readonly entries: number;
  /** 100 entries through the gate. */
  readonly append: Grown;
  /** Tiles, proof, signature, second store and checkpoint for 10,000 entries. */
  readonly integrate: Grown;
  readonly inclusionProof: Grown;
  readonly entry: Grown;
  /** Bytes of an entry. */
  readonly bytes: { readonly table: number; readonly indexes: number; readonly tiles: number };
};

export type LedgerResult = {
  readonly appends: readonly AppendCost[];
  readonly callers: CallersCost;
  readonly lag: CheckpointLag;
  readonly verify: readonly VerifyCost[];
  readonly growth: readonly LedgerGrowth[];
};

/** How much is measured. */
export type LedgerEffort = {
  /** Rounds of each kind, and how long one with a clock takes, seconds. */
  readonly rounds: number;
  readonly seconds: number;
  /** Entries of a round of appends, of either kind. */
  readonly appended: number;
  readonly sizes: readonly number[];
  /** At which size the whole ledger is verified. */
  readonly verified: number;
};

export const fullLedger: LedgerEffort = {
  rounds: 9,
  seconds: 8,
  appended: 10_000,
  sizes: [10_000, 100_000, 1_000_000, 5_000_000],
  verified: 1_000_000,
};
export const shortLedger: LedgerEffort = {
  rounds: 3,
  seconds: 2,
  appended: 3_000,
  sizes: [10_000, 40_000],
  verified: 40_000,
};
