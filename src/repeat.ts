import { setTimeout as wait } from 'node:timers/promises';

/** What goes on beside the requests. */
export type Repeated = {
  /** Resolves once what is under way is done. */
  stop(): Promise<void>;
};

type Repetition = {
  /** @returns whether there may be more to do at once */
  readonly work: () => Promise<boolean>;
  /** Milliseconds until it looks again when there was nothing, or when it failed. */
  readonly every: number;
  /** Told of the first of several failures in a row. */
  readonly onFault: (cause: unknown) => void;
};

/** Does something now and then, for the first time after a while; it keeps no process alive. */
export function nowAndThen(
  every: number,
  work: () => Promise<unknown>,
  onFault: (cause: unknown) => void,
): { stop(): void } {
  const timer = setInterval(() => void work().catch(onFault), every);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** Does something again and again until it is stopped, whatever becomes of it. */
export function repeat({ work, every, onFault }: Repetition): Repeated {
  const stopped = new AbortController();
  const { signal } = stopped;
  const run = async () => {
    let failing = false;
    while (!signal.aborted) {
      const more = await work().then(
        (result) => {
          failing = false;
          return result;
        },
        (cause: unknown) => {
          if (!failing) onFault(cause);
          failing = true;
          return false;
        },
      );
      if (!more) await wait(every, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
}
