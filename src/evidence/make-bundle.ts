import type { Database } from '../db/database.ts';
import { type BundleParts, writeBundle } from '../ledger/evidence/write-bundle.ts';
import { finishExport } from './claims.ts';
import { type ExportRow, selectionOf } from './exports.ts';

/** Bytes of a piece: what a gateway holds of a bundle at a time. */
const chunkBytes = 1_000_000;

/** Makes a bundle, piece by piece into the database, and then ready at once. */
export async function makeBundle(
  database: Database,
  claimed: ExportRow,
  { signal, ...parts }: BundleParts & { readonly signal: AbortSignal },
): Promise<void> {
  const { id, worker } = claimed;
  if (worker === null) throw new TypeError('nobody works on it');
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let number = 0;
  let bytes = 0;
  const flush = async () => {
    const chunk = Buffer.concat(waiting);
    await database.prisma.evidenceChunk.create({
      data: { exportId: id, worker, number, bytes: Uint8Array.from(chunk) },
    });
    number += 1;
    bytes += chunk.length;
    waiting = [];
    waitingBytes = 0;
  };
  // Of an earlier attempt of this process.
  await database.prisma.evidenceChunk.deleteMany({ where: { exportId: id, worker } });
  const { manifest, sha256 } = await writeBundle(parts, selectionOf(claimed), async (piece) => {
    signal.throwIfAborted();
    waiting.push(piece);
    waitingBytes += piece.length;
    if (waitingBytes >= chunkBytes) await flush();
  });
  if (waitingBytes > 0) await flush();
  const { entries, context } = manifest.counts;
  await finishExport(database, claimed, { entries: entries + context, bytes, sha256 });
}
