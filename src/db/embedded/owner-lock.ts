import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError, OTHER_WAYS, systemCode, unlessMissing } from './errors.ts';
import { incarnationOf, isSameProcess } from './processes.ts';

/*
 * A lock at `path` is a row of files `path.1`, `path.2`, …, of which only the newest counts. Node
 * offers no lock that the system releases with the process, and a single lock file cannot be taken
 * from a dead owner safely: of two that judge it dead, the slower deletes the faster one's new lock.
 * Here nobody deletes what might count: whoever finds the newest dead makes the next number, which
 * can be done once only; whoever then finds a newer one still was late and withdraws.
 */

const Owner = z.object({ pid: z.int().positive(), incarnation: z.string() });
type Owner = z.infer<typeof Owner>;

/** Held by the one process that may start, stop and recover the cluster beside it. */
export interface OwnerLock {
  /** Throws `IN_USE` when somebody else has taken the lock since. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

const RELEASED = '{}\n';

/** The numbers at this lock, in no order. */
async function numbers(path: string): Promise<number[]> {
  const prefix = `${basename(path)}.`;
  const names = (await unlessMissing(readdir(dirname(path)))) ?? [];
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((rest) => /^\d+$/.test(rest))
    .map(Number);
}

const newest = async (path: string) => Math.max(0, ...(await numbers(path)));

/** The owner noted in a lock file; undefined when released, or torn by a crash of the machine. */
async function ownerIn(file: string): Promise<Owner | undefined> {
  const text = await unlessMissing(readFile(file, 'utf8'));
  try {
    return Owner.safeParse(JSON.parse(text ?? RELEASED)).data;
  } catch {
    return undefined;
  }
}

/** The process that holds this lock and is alive; undefined when there is none. */
export async function liveOwner(path: string): Promise<{ pid: number } | undefined> {
  const owner = await ownerIn(`${path}.${await newest(path)}`);
  if (owner === undefined) return undefined;
  return (await isSameProcess(owner.pid, owner.incarnation)) ? owner : undefined;
}

function inUse(path: string, owner: { pid: number } | undefined): EmbeddedPostgresError {
  const holder = owner === undefined ? 'another process' : `process ${owner.pid}`;
  return new EmbeddedPostgresError(
    'IN_USE',
    `The embedded database in ${dirname(path)} is already in use by ${holder}. ` +
      `Stop that process first. ${OTHER_WAYS}`,
  );
}

/** Makes the file appear at once with its content, unless there is one: nobody ever reads half. */
async function createWhole(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, content, { flag: 'wx', mode: 0o644 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeOlder(path: string, number: number): Promise<void> {
  for (const older of await numbers(path)) {
    if (older < number) await rm(`${path}.${older}`, { force: true });
  }
}

/**
 * Takes the lock at this path, also from an owner that died without releasing it (its process
 * number may belong to an unrelated process by now). Throws `IN_USE` while the owner lives.
 */
export async function takeOwnerLock(path: string): Promise<OwnerLock> {
  const incarnation = (await incarnationOf(process.pid)) ?? '';
  const content = `${JSON.stringify({ pid: process.pid, incarnation } satisfies Owner)}\n`;
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await newest(path);
    const owner = await liveOwner(path);
    if (owner !== undefined) throw inUse(path, owner);
    const number = found + 1;
    if (!(await createWhole(`${path}.${number}`, content))) continue;
    if ((await newest(path)) === number) {
      await removeOlder(path, number);
      return heldLock(path, number);
    }
    await rm(`${path}.${number}`, { force: true });
  }
  throw inUse(path, await liveOwner(path));
}

function heldLock(path: string, number: number): OwnerLock {
  const file = `${path}.${number}`;
  return {
    async assertHeld() {
      if ((await newest(path)) !== number) throw inUse(path, await liveOwner(path));
    },
    async release() {
      // The file stays, emptied: a number that could come back would be a lock held twice.
      const draft = `${file}.${randomUUID()}`;
      if ((await newest(path)) !== number) return;
      await writeFile(draft, RELEASED, { flag: 'wx', mode: 0o644 });
      await rename(draft, file);
    },
  };
}
