import { closedLoop } from './closed.ts';
import { counted } from './counted.ts';
import type { Job, Told } from './job.ts';
import { openLoop } from './open.ts';

/** The process that makes load: takes one job at a time from its parent. */
const tell = (told: Told) => void process.send?.(told);

process.on('message', (job: Job) => {
  carryOut(job).then(
    (result) => tell({ kind: 'done', result }),
    (cause: unknown) => tell({ kind: 'failed', reason: String(cause) }),
  );
});

function carryOut(job: Job) {
  switch (job.mode.kind) {
    case 'closed':
      return closedLoop(job, job.mode.connections, tell);
    case 'open':
      return openLoop(job, job.mode.rate, tell);
    case 'count':
      return counted(job, job.mode.requests, tell);
  }
}
