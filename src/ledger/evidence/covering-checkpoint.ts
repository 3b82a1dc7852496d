import { setTimeout as wait } from 'node:timers/promises';
import { newestCheckpoint, type PublishedCheckpoint, type PublishedLedger } from '../proofs.ts';
import { EvidenceRefused } from './errors.ts';

/**
 * Waits until a checkpoint covers an entry.
 *
 * @param patience milliseconds
 * @throws EvidenceRefused when none does in time
 */
export async function coveringCheckpoint(
  published: PublishedLedger,
  index: bigint,
  patience: number,
): Promise<PublishedCheckpoint> {
  const deadline = Date.now() + patience;
  for (;;) {
    const newest = await newestCheckpoint(published);
    if (newest !== undefined && newest.size > index) return newest;
    if (Date.now() >= deadline) {
      throw new EvidenceRefused(
        `Entry ${index} is not signed yet: the newest checkpoint covers ${newest?.size ?? 0n} entries. See in the gateway's log why it signs nothing (a witness may be away), or export an earlier period with --to.`,
      );
    }
    await wait(100);
  }
}
