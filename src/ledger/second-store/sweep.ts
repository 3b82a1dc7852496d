import type { Logger } from 'pino';
import { safeError } from '../../safe-error.ts';
import { thinFolder } from './thin.ts';

/** Thins a folder of checkpoints out now and every hour, until it is told to stop. */
export function sweepHourly(folder: string, log: Logger): () => Promise<void> {
  let running = Promise.resolve();
  const sweep = () => {
    running = running
      .then(() => thinFolder(folder, Date.now()))
      .then(
        (removed) => log.debug({ removed }, 'thinned out the signed checkpoints'),
        (cause: unknown) =>
          log.warn({ err: safeError(cause) }, 'the signed checkpoints could not be thinned out'),
      );
  };
  sweep();
  const timer = setInterval(sweep, 3_600_000);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
