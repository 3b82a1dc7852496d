import type { AppendOutcome } from '../ledger/append-batch.ts';

/** What whoever got an answer keeps of its entries, to have them proved later. */
export type Receipt = {
  readonly release: string;
  /** Where the first entry stands; the others follow it. */
  readonly index: number;
  /** RFC 6962 leaf hashes, hex, in the order of the entries. */
  readonly leafHashes: readonly string[];
};

type Appended = Extract<AppendOutcome, { kind: 'APPENDED' }>;

export function receiptOf(release: string, { entries }: Appended): Receipt {
  return {
    release,
    index: Number(entries[0]?.index ?? -1),
    leafHashes: entries.map(({ leafHash }) => leafHash.toString('hex')),
  };
}
