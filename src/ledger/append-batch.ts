import { z } from 'zod';
import { GatewayError } from '../errors.ts';
import { leafHash } from './leaf-bytes.ts';

/** Where an entry stands in the ledger. */
type AppendedEntry = { readonly index: bigint; readonly leafHash: Buffer };

/** A release stands whole or not at all. */
export type AppendOutcome =
  | { readonly kind: 'APPENDED'; readonly entries: readonly AppendedEntry[] }
  /** A grant or app that the release rests on does not stand at this moment. */
  | { readonly kind: 'REFUSED' };

/** A release that waits for its acknowledgement. */
export type Waiting = {
  readonly release: string;
  readonly leaves: readonly Buffer[];
  /** Bytes of all leaves. */
  readonly size: number;
  readonly deadline: number;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: GatewayError) => void;
};

export const answerRows = z.array(
  z.object({
    release_id: z.string(),
    first: z.coerce.bigint(),
    last: z.coerce.bigint(),
    hashes: z.instanceof(Buffer),
  }),
);
export type AnswerRow = z.infer<typeof answerRows>[number];

/** Tells each release of a batch what the ledger answered. */
export function settleFrom(rows: readonly AnswerRow[], batch: readonly Waiting[]): void {
  const byRelease = new Map(rows.map((row) => [row.release_id, row]));
  for (const waiting of batch) {
    const found = byRelease.get(waiting.release);
    if (found === undefined) {
      waiting.resolve({ kind: 'REFUSED' });
      continue;
    }
    const { first, last, hashes } = found;
    const hashed = waiting.leaves.map((leaf) => leafHash(leaf));
    if (last - first + 1n !== BigInt(hashed.length) || !hashes.equals(Buffer.concat(hashed))) {
      // The ledger holds something else under this release id: nothing may rest on it.
      giveUp(
        [waiting],
        new Error(`release ${waiting.release} is in the ledger with other entries`),
      );
      continue;
    }
    waiting.resolve({
      kind: 'APPENDED',
      entries: hashed.map((hash, at) => ({ index: first + BigInt(at), leafHash: hash })),
    });
  }
}

/** How many of those who wait go into one statement: at least one, and no more than it may be long. */
export function batchLength(queue: readonly Waiting[], releasesMax: number): number {
  let bytes = 0;
  const beyond = queue.findIndex(({ size }, at) => {
    bytes += size;
    return at === releasesMax || (at > 0 && bytes > batchBytesMax);
  });
  return beyond === -1 ? queue.length : beyond;
}

/** Entries are written while the head is held: a longer statement would keep a revocation waiting. */
const batchBytesMax = 2_000_000;

/** Nobody knows whether these are in the ledger: their data is withheld. */
export function giveUp(batch: readonly Waiting[], cause: unknown): void {
  for (const waiting of batch) waiting.reject(new GatewayError('LEDGER_UNAVAILABLE', { cause }));
}
