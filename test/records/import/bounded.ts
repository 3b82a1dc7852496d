import { expect } from 'vitest';
import type { Outcome, Room } from './kit.ts';

const mebibyte = 1024 * 1024;

/** Imports, and expects that memory stays in bounds all the while. */
export async function importBounded(room: Room, paths: readonly string[]): Promise<Outcome> {
  const start = process.memoryUsage.rss();
  let highest = start;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 10);
  try {
    const outcome = await room.import(paths);
    expect((highest - start) / mebibyte, 'MiB').toBeLessThan(250);
    return outcome;
  } finally {
    clearInterval(watch);
  }
}
