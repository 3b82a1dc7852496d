import { expect, test } from 'vitest';
import { EmbeddedPostgresError } from '../../src/db/embedded/errors.ts';
import type { Server } from '../../src/db/embedded/server.ts';
import { supervise } from '../../src/db/embedded/supervisor.ts';

/** A server that ends as soon as it has started, or when it is told to. */
function fakeServer(endsAtOnce: boolean): Server & { stopped: boolean } {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (endsAtOnce) resolve('SIGKILL');
  const server = {
    pid: 1,
    port: 5432,
    ended: promise,
    stopped: false,
    stop: async () => {
      server.stopped = true;
      resolve('told to');
    },
  };
  return server;
}

/** Supervises a server that ends at once; further starts go as they are listed. */
function superviseThrough(starts: readonly ('ENDS' | 'FAILS' | 'TAKEN' | 'STAYS')[]) {
  const lines: string[] = [];
  const last = fakeServer(false);
  let done = 0;
  const relaunch = async () => {
    const start = starts[done];
    done += 1;
    if (start === 'FAILS') throw new EmbeddedPostgresError('NOT_STARTED', 'no space left');
    if (start === 'TAKEN') throw new EmbeddedPostgresError('IN_USE', 'another owner');
    return start === 'STAYS' ? last : fakeServer(true);
  };
  const supervision = supervise(fakeServer(true), relaunch, (line) => lines.push(line));
  return { supervision, lines, last, started: () => done };
}

test('a server that keeps ending is started until it stays', async () => {
  const { supervision, last, started } = superviseThrough([...Array(5).fill('ENDS'), 'STAYS']);
  await expect.poll(started, { timeout: 15_000 }).toBe(6);
  await supervision.stop();
  expect(last.stopped).toBe(true);
});

test('a start that fails is tried again: the disk may have room by then', async () => {
  const { supervision, lines, last, started } = superviseThrough(['FAILS', 'FAILS', 'STAYS']);
  await expect.poll(started, { timeout: 5_000 }).toBe(3);
  expect(lines.filter((line) => line.includes('no space left'))).toHaveLength(2);
  await supervision.stop();
  expect(last.stopped).toBe(true);
});

test('a cluster that another process has taken over is left to it', async () => {
  const { supervision, lines, started } = superviseThrough(['TAKEN', 'STAYS']);
  await expect.poll(() => lines.at(-1)).toContain('another owner');
  await supervision.stop();
  expect(started()).toBe(1);
});

test('supervision that is told to stop does not wait for a pause to end', async () => {
  const { supervision, started } = superviseThrough(Array(20).fill('FAILS'));
  await expect.poll(started, { timeout: 10_000 }).toBe(5);
  const begun = performance.now();
  await supervision.stop();
  expect(performance.now() - begun).toBeLessThan(500);
});
