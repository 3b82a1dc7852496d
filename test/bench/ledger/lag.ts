import { setTimeout as wait } from 'node:timers/promises';
import { parseCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { parseNote } from '../../../src/ledger/core/note.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';
import { percentile } from '../../kit/statistics.ts';
import { connectAsGateway, liveGrants } from '../world/fill-ledger.ts';
import { throughAppender } from './callers.ts';
import type { OpenedLedger } from './opened.ts';
import type { CheckpointLag } from './result.ts';

/** How long entries wait for a checkpoint while 64 callers append without a pause. */
export async function measureLag(
  ledger: OpenedLedger,
  url: string,
  seconds: number,
): Promise<CheckpointLag> {
  const client = await connectAsGateway(url);
  const grants = await liveGrants(client).finally(() => client.end());
  const append = throughAppender(ledger.appender, grants);
  const uncovered: { index: bigint; at: number }[] = [];
  const lags: number[] = [];
  let count = 0;
  let appending = true;
  const watch = (async () => {
    while (appending || uncovered.length > 0) {
      const note = await ledger.published.checkpoint();
      const now = performance.now();
      const size = note === undefined ? 0n : sizeOf(note);
      const covered = uncovered.filter(({ index }) => index < size);
      for (const { at } of covered) lags.push((now - at) / 1000);
      uncovered.splice(0, uncovered.length, ...uncovered.filter(({ index }) => index >= size));
      await wait(10);
    }
  })();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 64 }, async (_, caller) => {
      for (let at = caller; performance.now() < from + seconds * 1000; at += 64) {
        const index = await append(at);
        count += 1;
        // A sample: the watch must not cost what it measures.
        if (count % 50 === 0) uncovered.push({ index, at: performance.now() });
      }
    }),
  );
  const entriesPerSecond = (count / (performance.now() - from)) * 1000;
  appending = false;
  await watch;
  return {
    p50: percentile(lags, 0.5),
    p99: percentile(lags, 0.99),
    most: Math.max(...lags),
    entriesPerSecond,
  };
}

const sizeOf = (note: string) => parseCheckpoint(nodePrimitives, parseNote(utf8(note)).text).size;
