import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { rounds, tellProgress } from '../kit/drill.ts';
import { mutants } from './all.ts';
import { makeTestBuild, sourceOf, type TestBuild } from './build.ts';
import { type Mutant, mutated } from './mutant.ts';
import { type RunOutcome, runTests } from './run.ts';
import { mutantTable } from './table.ts';

const isFull = inject('drill');
const tried = mutants.filter(({ short }) => isFull || short);
/** As many at once as CI has cores. */
const builders = 2;
const limit = rounds(90_000, 300_000);

let builds: TestBuild[] = [];
const outcomes = new Map(tried.map((mutant) => [mutant, Promise.withResolvers<RunOutcome>()]));
const caught: { mutant: Mutant; failed: readonly string[] }[] = [];

beforeAll(async () => {
  builds = await Promise.all(Array.from({ length: builders }, makeTestBuild));
  const queue = [...outcomes];
  const tell = tellProgress('mutants', queue.length);
  // A mutant may be done before its test waits for it.
  for (const { promise } of outcomes.values()) promise.catch(() => undefined);
  for (const build of builds) void work(build, queue, tell);
});
afterAll(async () => {
  await Promise.all(builds.map((build) => build.remove()));
});

/** Takes mutants from the queue until there are none. */
async function work(
  build: TestBuild,
  queue: [Mutant, PromiseWithResolvers<RunOutcome>][],
  tell: (done: number) => void,
): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [mutant, { resolve, reject }] = next;
    await build.withMutant(mutant, () => verdictOn(build, mutant)).then(resolve, reject);
    tell(tried.length - queue.length);
  }
}

/** In full every test of the mutant's files; in short the most telling one alone. */
const verdictOn = ({ folder }: TestBuild, { caughtBy, telling }: Mutant): Promise<RunOutcome> =>
  isFull
    ? runTests(folder, caughtBy, inject('administratorUrl'), limit)
    : runTests(folder, [caughtBy[0]], inject('administratorUrl'), limit, telling);

test('the text of every mutant is in the code, once', async () => {
  for (const mutant of mutants) {
    const text = await sourceOf(mutant.file);
    expect(mutated(mutant, text)).not.toBe(text);
  }
});

test('each mutant has a name of its own, and its line in docs/mutants.md', async () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  const told = await sourceOf('docs/mutants.md');
  for (const { name } of mutants) expect(told).toContain(`\n| ${name} | `);
});

describe('a mutant is caught', () => {
  const named = tried.map((mutant): [string, Mutant] => [mutant.name, mutant]);
  test.each(named)('%s', { timeout: tried.length * limit }, async (_name, mutant) => {
    const { failed, passed } = (await outcomes.get(mutant)?.promise) ?? { failed: [], passed: 0 };
    caught.push({ mutant, failed });
    const told = `mutant "${mutant.name}" survives ${passed} tests of ${mutant.caughtBy.join(', ')}: ${mutant.promise}`;
    expect(failed.length, told).toBeGreaterThan(0);
    const { telling = 'cannot be run' } = mutant;
    const tellingly = failed.some((test) => test.includes(telling));
    expect(tellingly, `mutant "${mutant.name}" was not caught by "${telling}"`).toBe(true);
  });

  test('and it is told by which tests', async () => {
    const table = mutantTable(caught);
    for (const { name } of tried) expect(table).toContain(`\n| ${name} | `);
    if (isFull) process.stdout.write(`${table}\n`);
    if (!isFull || process.env['UPDATE_GOLDEN'] !== '1') return;
    await writeFile(new URL('../../docs/mutants.md', import.meta.url), table);
  });
});
