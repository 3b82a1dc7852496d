import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';

/** What a run of tests in a test build came to. */
export type RunOutcome = {
  /** `file: full name` of each test that failed. */
  readonly failed: readonly string[];
  readonly passed: number;
};

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/**
 * Runs test files in a test build, on the PostgreSQL that this run has.
 *
 * @param databaseUrl a superuser's
 * @param only a part of the full name of the tests to run; all, unless told
 * @param limit milliseconds
 * @throws Error when the run gives no verdict: it took too long, or nothing could be run at all
 */
export async function runTests(
  folder: string,
  files: readonly string[],
  databaseUrl: string,
  limit: number,
  only?: string,
): Promise<RunOutcome> {
  const output = join(folder, 'report.json');
  await rm(output, { force: true });
  const vitest = spawn(
    process.execPath,
    [
      join(folder, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--maxWorkers=1',
      '--reporter=json',
      `--outputFile=${output}`,
      ...(only === undefined ? [] : ['-t', only.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')]),
      ...files,
    ],
    {
      cwd: folder,
      env: environment(databaseUrl),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said = listenTo(vitest);
  const stop = setTimeout(() => killGroup(vitest), limit);
  await once(vitest, 'close');
  clearTimeout(stop);
  const text = await readFile(output, 'utf8').catch(() => undefined);
  if (text === undefined) throw new Error(`the tests gave no verdict:\n${said().slice(-4_000)}`);
  const outcome = outcomeOf(report.parse(JSON.parse(text)), folder);
  if (outcome.failed.length + outcome.passed === 0) throw new Error(`no test is called "${only}"`);
  return outcome;
}

function outcomeOf({ testResults }: z.infer<typeof report>, folder: string): RunOutcome {
  const failed: string[] = [];
  let passed = 0;
  for (const { name, status, assertionResults } of testResults) {
    const file = relative(folder, name);
    const before = failed.length;
    for (const { fullName, status: result } of assertionResults) {
      if (result === 'failed') failed.push(`${file}: ${fullName}`);
      if (result === 'passed') passed += 1;
    }
    // What fails outside of any test: a gateway that does not start.
    if (status === 'failed' && failed.length === before) failed.push(`${file}: cannot be run`);
  }
  return { failed, passed };
}

/** The environment of this process but for what tells Vitest that it runs inside of a test. */
function environment(databaseUrl: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$)/.test(name));
  return { ...Object.fromEntries(inherited), DATABASE_URL: databaseUrl };
}

function listenTo(process: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  process.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  process.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Vitest and its workers are one process group, for `detached` made it one. */
function killGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
