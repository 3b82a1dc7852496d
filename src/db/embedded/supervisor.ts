import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from './server.ts';

/** More ends than this within the span, and restarting does more harm than good. */
const MAXIMUM_ENDS = 5;
const SPAN_MS = 60_000;

/**
 * Starts the server again, on the same port so that connection pools find it, whenever it ends
 * without having been told to. `relaunch` recovers the cluster and starts a server; when it fails,
 * or the server ends too often, supervision ends with a message and the database stays down.
 */
export function supervise(
  first: Server,
  relaunch: (signal: AbortSignal) => Promise<Server>,
  log: (message: string) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const ends: number[] = [];

  async function watch(): Promise<void> {
    const stopped = new Promise<undefined>((resolve) => {
      stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    let server = first;
    for (;;) {
      const reason = await Promise.race([server.ended, stopped]);
      if (reason === undefined) return server.stop();
      if (stopping.signal.aborted) return;
      ends.push(Date.now());
      if (ends.length > MAXIMUM_ENDS && Date.now() - (ends.shift() ?? 0) < SPAN_MS) {
        log(`The embedded PostgreSQL keeps ending (${reason}); it is not started again.`);
        return;
      }
      log(`The embedded PostgreSQL ended unexpectedly (${reason}); starting it again.`);
      await sleep(100);
      server = await relaunch(stopping.signal);
      log(`The embedded PostgreSQL is back on port ${server.port}.`);
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    log(`The embedded PostgreSQL is down: ${error instanceof Error ? error.message : error}`);
  });
  return {
    stop() {
      stopping.abort();
      return watching;
    },
  };
}
