import type { ExecutionResult } from 'graphql';
import type { KnownViewer } from '../identity/viewer.ts';
import type { AppendOutcome } from '../ledger/append-batch.ts';

/** What an app that got data keeps of its entries, to have them proved later. */
type Receipt = {
  readonly release: string;
  /** Where the first entry stands; the others follow it. */
  readonly index: number;
  /** RFC 6962 leaf hashes, hex, in the order of the entries. */
  readonly leafHashes: readonly string[];
};

type Appended = Extract<AppendOutcome, { kind: 'APPENDED' }>;

/** Adds the receipt to what an app is told; others see their entries through the history. */
export function withReceipt(
  result: ExecutionResult,
  viewer: KnownViewer,
  release: string,
  { entries }: Appended,
): ExecutionResult {
  const [first] = entries;
  if (viewer.kind !== 'APP' || first === undefined) return result;
  const receipt: Receipt = {
    release,
    index: Number(first.index),
    leafHashes: entries.map(({ leafHash }) => leafHash.toString('hex')),
  };
  return { ...result, extensions: { ...result.extensions, receipt } };
}
