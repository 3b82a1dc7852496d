import { parentPort, workerData } from 'node:worker_threads';
import pg from 'pg';
import { z } from 'zod';
import { checkRange, type RangeJob } from './range-check.ts';

/** How to look at the same moment of the same database. */
const settings = z.object({
  connectionString: z.string(),
  options: z.string(),
  snapshot: z.string(),
});

const port = parentPort;
if (port === null) throw new Error('this runs as a worker');
const { snapshot, ...connection } = settings.parse(workerData);
const client = new pg.Client(connection);
await client.connect();
await client.query('begin isolation level repeatable read read only');
await client.query(`set transaction snapshot '${snapshot.replaceAll("'", '')}'`);
port.on('message', (job: RangeJob | 'END') => {
  if (job === 'END') {
    void client.end().then(() => port.close());
    return;
  }
  checkRange(client, job, (entries) => port.postMessage({ entries })).then(
    (result) => port.postMessage({ result }),
    (cause: unknown) => port.postMessage({ fault: cause instanceof Error ? cause.message : '' }),
  );
});
