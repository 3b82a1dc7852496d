import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { liveOwner, type OwnerLock, takeOwnerLock } from '../../src/db/embedded/owner-lock.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'consent-gateway-lock-'));
  path = join(directory, 'lock');
});
afterEach(() => rm(directory, { recursive: true }));

test('a released lock can be taken again, by the same process too', async () => {
  for (let round = 0; round < 3; round++) {
    const lock = await takeOwnerLock(path);
    expect(await liveOwner(path)).toMatchObject({ pid: process.pid });
    await expect(takeOwnerLock(path)).rejects.toMatchObject({
      code: 'IN_USE',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await lock.release();
    expect(await liveOwner(path)).toBeUndefined();
  }
});

test.each([
  ['whose owner is gone', JSON.stringify({ pid: 2 ** 22 + 1, incarnation: 'gone' })],
  [
    'whose number an unrelated process has now',
    JSON.stringify({ pid: process.pid, incarnation: 'earlier' }),
  ],
  ['that a crash of the machine left empty', ''],
])('of many that want a lock %s exactly one gets it', async (_which, left) => {
  for (let round = 1; round <= 40; round++) {
    await writeFile(`${path}.${round * 10}`, left);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => takeOwnerLock(path)));
    const held: OwnerLock[] = [];
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') held.push(outcome.value);
      else expect(outcome.reason).toMatchObject({ code: 'IN_USE' });
    }
    expect(held).toHaveLength(1);
    await held[0]?.assertHeld();
    await held[0]?.release();
  }
});
