import type pg from 'pg';
import { openCheckpoint, type TrustPolicy } from '../core/checkpoint.ts';
import { proveConsistency, verifyConsistency } from '../core/consistency.ts';
import type { ReadNodes } from '../core/nodes.ts';
import { utf8, writeBase64 } from '../core/text.ts';
import { nodePrimitives, nodeTreeHash } from '../node-primitives.ts';
import type { PublishedCheckpoint, PublishedLedger } from '../proofs.ts';
import type { HistoryLine } from './bundle-format.ts';
import { expectSound } from './expect-sound.ts';
import { formerCheckpoints } from './former-checkpoints.ts';

export type HistoryParts = {
  readonly pool: pg.Pool;
  readonly trust: TrustPolicy;
  readonly published: PublishedLedger;
};

/**
 * The former checkpoints up to one, each with the proof that the next one goes on from it.
 *
 * @throws LedgerUnsound when one does not, or is not signed by the ledger
 */
export async function historyLines(
  { pool, trust, published }: HistoryParts,
  { origin, size, key }: PublishedCheckpoint,
  readNodes: ReadNodes,
): Promise<HistoryLine[]> {
  // What an earlier key signed is for whoever has that key.
  const from = (await published.keys.tenureOf(key, size))?.from ?? 1n;
  const former = await formerCheckpoints(pool, origin, { from, to: size });
  const opened = former.map(({ note, size: of }) =>
    expectSound(`the checkpoint of size ${of} is not the ledger's`, undefined, () =>
      openCheckpoint(nodePrimitives, utf8(note), { ...trust, quorum: 0 }),
    ),
  );
  const lines: HistoryLine[] = [];
  for (const [at, earlier] of opened.entries()) {
    const later = opened[at + 1];
    const proof =
      later === undefined
        ? []
        : // A node of a smaller tree is one of the larger, too.
          await proveConsistency(nodeTreeHash, earlier.size, later.size, readNodes);
    if (later !== undefined) {
      const what = `size ${later.size} does not go on from size ${earlier.size}`;
      expectSound(what, undefined, () => verifyConsistency(nodeTreeHash, earlier, later, proof));
    }
    lines.push({ checkpoint: former[at]?.note ?? '', consistency: proof.map(writeBase64) });
  }
  return lines;
}
