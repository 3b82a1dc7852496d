import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Job, LoadResult, Told } from './job.ts';

/** The load generator, a process of its own. */
export type Generator = {
  /** Carries out one job; `measuring` and `measured` are called when what counts begins and ends. */
  run(job: Job, on?: { measuring?(): void; measured?(): void }): Promise<LoadResult>;
  stop(): void;
};

export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('process.ts', import.meta.url)), {
    // JSON would lose what is no number.
    serialization: 'advanced',
  });
  return {
    run: (job, on = {}) =>
      new Promise((resolve, reject) => {
        const settle = () => {
          child.off('message', take);
          child.off('exit', ended);
        };
        const ended = () => reject(new Error('the load generator ended'));
        const take = (told: Told) => {
          switch (told.kind) {
            case 'measuring':
              return on.measuring?.();
            case 'measured':
              return on.measured?.();
            case 'done':
              settle();
              return resolve(told.result);
            case 'failed':
              settle();
              return reject(new Error(told.reason));
          }
        };
        child.on('message', take);
        child.once('exit', ended);
        child.send(job);
      }),
    stop: () => void child.kill('SIGTERM'),
  };
}
