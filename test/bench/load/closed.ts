import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { Job, LoadResult, Told } from './job.ts';
import { Latencies } from './latencies.ts';
import { Traffic } from './traffic.ts';

/** So many connections, each of which asks again as soon as it is answered. */
export async function closedLoop(
  job: Job,
  connections: number,
  tell: (told: Told) => void,
): Promise<LoadResult> {
  const traffic = new Traffic(job.plan, job.seed);
  const latencies = new Latencies();
  let measuring = false;
  let stopped = false;
  const worker = async () => {
    const connection = new Connection(job.port);
    const timed = {
      send: async (request: Buffer) => {
        const sent = performance.now();
        const answer = await connection.send(request);
        if (measuring) latencies.add(performance.now() - sent);
        return answer;
      },
    };
    while (!stopped) {
      await traffic.next(timed, () => undefined).catch((cause) => traffic.fail(String(cause)));
      // A server that is gone must not be asked without end.
      if (traffic.errors > 1_000) break;
    }
    connection.end();
  };
  const workers = Array.from({ length: connections }, worker);
  await wait(job.warmSeconds * 1000);
  tell({ kind: 'measuring' });
  const from = performance.now();
  measuring = true;
  await wait(job.seconds * 1000);
  while (latencies.count < job.leastRequests && performance.now() - from < job.seconds * 10_000) {
    await wait(50);
  }
  measuring = false;
  const seconds = (performance.now() - from) / 1000;
  tell({ kind: 'measured' });
  stopped = true;
  await Promise.all(workers);
  return {
    completed: latencies.count,
    seconds,
    errors: traffic.errors,
    firstError: traffic.firstError,
    ...latencies.summary(),
  };
}
