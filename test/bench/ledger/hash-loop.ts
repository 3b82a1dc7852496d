import { Worker } from 'node:worker_threads';
import pg from 'pg';
import { leafHash } from '../../../src/ledger/leaf-bytes.ts';

/** Which entries one thread reads. */
export type HashJob = { readonly url: string; readonly from: number; readonly to: number };

const page = 4_096;

/** The peer of `verify`: reads every leaf as the ledger's readers do, and hashes it once. */
export async function hashOnce({ url, from, to }: HashJob): Promise<number> {
  const client = new pg.Client({ connectionString: url, options: '-c role=cg_gateway' });
  await client.connect();
  try {
    let hashed = 0;
    for (let at = from; at < to; at += page) {
      const { rows } = await client.query({
        name: 'leaves',
        text: 'select leaf from ledger.entry where idx >= $1 and idx < $2 order by idx',
        values: [at, Math.min(at + page, to)],
      });
      for (const { leaf } of rows) {
        leafHash(leaf);
        hashed += 1;
      }
    }
    return hashed;
  } finally {
    await client.end();
  }
}

/** The same in threads side by side. */
export async function hashInThreads(
  url: string,
  entries: number,
  threads: number,
): Promise<number> {
  if (threads === 1) return hashOnce({ url, from: 0, to: entries });
  const share = Math.ceil(entries / threads);
  const hashed = await Promise.all(
    Array.from({ length: threads }, (_, at) => {
      const job: HashJob = { url, from: at * share, to: Math.min((at + 1) * share, entries) };
      const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { workerData: job });
      return new Promise<number>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  return hashed.reduce((sum, one) => sum + one, 0);
}
