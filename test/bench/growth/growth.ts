import type { Spread } from '../measure/statistics.ts';

/** What a ledger of one size costs. */
export type LedgerOfSize = {
  readonly entries: number;
  /** Milliseconds: 100 entries through the gate, and pages of 50 as the gateway answers them. */
  readonly append: Spread;
  readonly memberPage: Spread;
  readonly auditorPage: Spread;
  readonly appPage: Spread;
  readonly bytesPerEntry: { readonly table: number; readonly indexes: number };
};

/** What an import costs. */
export type ImportCost = {
  readonly megabytes: number;
  readonly resources: number;
  readonly seconds: number;
  readonly peakMegabytes: number | undefined;
};

export type GrowthResult = {
  readonly ledgers: readonly LedgerOfSize[];
  readonly imported: ImportCost;
};
