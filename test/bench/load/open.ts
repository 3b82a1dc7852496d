import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { Job, LoadResult, Told } from './job.ts';
import { Latencies } from './latencies.ts';
import { Traffic } from './traffic.ts';

/** More than any server here answers at once; what comes on top waits, and its waiting counts. */
const connectionsAtMost = 128;

/**
 * Poisson arrivals at a rate, whether or not the server keeps up. Latency counts from the moment
 * at which a request was to be sent, so that a stall counts for all who would have come meanwhile.
 */
export async function openLoop(
  job: Job,
  rate: number,
  tell: (told: Told) => void,
): Promise<LoadResult> {
  const traffic = new Traffic(job.plan, job.seed);
  const latencies = new Latencies();
  const idle = Array.from({ length: connectionsAtMost }, () => new Connection(job.port));
  const all = [...idle];
  const due: number[] = [];
  const under: Promise<void>[] = [];
  const started = performance.now();
  const measureFrom = started + job.warmSeconds * 1000;
  const seconds = Math.min(Math.max(job.seconds, job.leastRequests / rate), job.seconds * 10);
  const end = measureFrom + seconds * 1000;

  const serve = async (connection: Connection) => {
    for (let at = due.shift(); at !== undefined; at = due.shift()) {
      const intended = at;
      let from = intended;
      const done = () => {
        const now = performance.now();
        if (intended >= measureFrom) latencies.add(now - from);
        from = now;
      };
      await traffic.next(connection, done).catch((cause) => traffic.fail(String(cause)));
    }
    idle.push(connection);
  };

  let told = false;
  let next = started;
  while (next < end && traffic.errors < 1_000) {
    const now = performance.now();
    for (; next <= now && next < end; next += (-Math.log(1 - traffic.random()) / rate) * 1000) {
      due.push(next);
    }
    if (!told && now >= measureFrom) {
      told = true;
      tell({ kind: 'measuring' });
    }
    while (due.length > 0) {
      const connection = idle.pop();
      if (connection === undefined) break;
      under.push(serve(connection));
    }
    await wait(1);
  }
  tell({ kind: 'measured' });
  await Promise.all(under);
  for (const connection of all) connection.end();
  return {
    completed: latencies.count,
    seconds,
    errors: traffic.errors,
    firstError: traffic.firstError,
    ...latencies.summary(),
  };
}
