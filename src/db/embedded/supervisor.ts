import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors.ts';
import type { Server } from './server.ts';

/** Milliseconds. A server that served this long had started well, whatever ended it later. */
const SOUND_AFTER = 1_000;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 10_000;

/**
 * Starts the server again, on the same port so that connection pools find it, whenever it ends
 * without having been told to. `relaunch` recovers the cluster and starts a server; when it fails,
 * or the server ends at once, it is tried again after a pause that doubles: a full disk is emptied
 * by somebody who does not know of us. Supervision ends only when another process has taken the
 * cluster over.
 */
export function supervise(
  first: Server,
  relaunch: (signal: AbortSignal) => Promise<Server>,
  log: (message: string) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function watch(): Promise<void> {
    const stopped = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    let server = first;
    let pause = FIRST_PAUSE;
    for (;;) {
      const began = performance.now();
      const reason = await Promise.race([server.ended, stopped]);
      if (reason === undefined) return server.stop();
      if (signal.aborted) return;
      if (performance.now() - began > SOUND_AFTER) pause = FIRST_PAUSE;
      log(`The embedded PostgreSQL ended unexpectedly (${reason}); starting it again.`);
      let next: Server | undefined;
      while (next === undefined) {
        await sleep(pause, undefined, { signal });
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        next = await relaunch(signal).catch((error: unknown) => {
          if (signal.aborted || isTakenOver(error)) throw error;
          log(`The embedded PostgreSQL is down, and tried again: ${messageOf(error)}`);
          return undefined;
        });
      }
      server = next;
      log(`The embedded PostgreSQL is back on port ${server.port}.`);
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (signal.aborted) return;
    log(`The embedded PostgreSQL is down: ${messageOf(error)}`);
  });
  return {
    stop() {
      stopping.abort();
      return watching;
    },
  };
}

const isTakenOver = (error: unknown) =>
  error instanceof EmbeddedPostgresError && error.code === 'IN_USE';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
