import { Connection } from './connection.ts';
import type { Job, LoadResult, Told } from './job.ts';
import { Latencies } from './latencies.ts';
import { Traffic } from './traffic.ts';

/** Exactly so many requests, one after the other: for counting what each makes the database do. */
export async function counted(
  job: Job,
  requests: number,
  tell: (told: Told) => void,
): Promise<LoadResult> {
  const traffic = new Traffic(job.plan, job.seed);
  const latencies = new Latencies();
  const connection = new Connection(job.port);
  tell({ kind: 'measuring' });
  const from = performance.now();
  while (latencies.count < requests && traffic.errors === 0) {
    const sent = performance.now();
    await traffic
      .next(connection, () => latencies.add(performance.now() - sent))
      .catch((cause) => traffic.fail(String(cause)));
  }
  tell({ kind: 'measured' });
  connection.end();
  return {
    completed: latencies.count,
    seconds: (performance.now() - from) / 1000,
    errors: traffic.errors,
    firstError: traffic.firstError,
    ...latencies.summary(),
  };
}
