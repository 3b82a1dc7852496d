import { Worker } from 'node:worker_threads';
import type pg from 'pg';
import type { Queryable } from '../tree/tree-store.ts';
import { checkRange, type RangeJob, type RangeResult } from './range-check.ts';

/** Checks ranges, in the order in which they are given. */
export type RunRanges = (
  jobs: readonly RangeJob[],
  onProgress: (entries: number) => void,
) => AsyncGenerator<RangeResult>;

/** One range after the other, here. */
export function runHere(client: Queryable): RunRanges {
  return async function* (jobs, onProgress) {
    for (const job of jobs) yield await checkRange(client, job, onProgress);
  };
}

export type WorkersOptions = {
  readonly pool: pg.Pool;
  readonly snapshot: string;
  readonly workers: number;
  readonly signal: AbortSignal | undefined;
};

type Told =
  | { readonly entries: number }
  | { readonly result: RangeResult }
  | { readonly fault: string };

/**
 * Side by side in threads of their own, each with a connection to the snapshot of this one.
 *
 * @param pool where the connections' settings come from
 */
export function runInWorkers({ pool, snapshot, workers, signal }: WorkersOptions): RunRanges {
  const { connectionString = '', options = '' } = pool.options;
  return async function* (jobs, onProgress) {
    const waiting = jobs.map((job) => ({ job, ...Promise.withResolvers<RangeResult>() }));
    for (const { promise } of waiting) promise.catch(() => undefined);
    const end = () => {
      for (const { reject } of waiting) reject(signal?.reason);
    };
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end);
    const queue = [...waiting];
    const threads = Array.from({ length: Math.min(workers, jobs.length) }, () => {
      const workerData = { connectionString, options, snapshot };
      const worker = new Worker(new URL('./range-worker.ts', import.meta.url), { workerData });
      let current = queue.shift();
      const next = () => worker.postMessage(current?.job ?? 'END');
      worker.on('error', (cause) => current?.reject(cause));
      worker.on('message', (told: Told) => {
        if ('entries' in told) {
          onProgress(told.entries);
          return;
        }
        if ('fault' in told) current?.reject(new Error(told.fault));
        else current?.resolve(told.result);
        current = queue.shift();
        next();
      });
      next();
      return worker;
    });
    try {
      for (const { promise } of waiting) yield await promise;
    } finally {
      signal?.removeEventListener('abort', end);
      await Promise.all(threads.map((worker) => worker.terminate()));
    }
  };
}
