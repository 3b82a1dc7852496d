import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeDataDirectory, removeDataDirectory, runCommand } from '../kit/command-line.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { explanationOfBenefit, patient } from '../kit/fhir.ts';

// Every command is a process that loads the whole gateway.
vi.setConfig({ testTimeout: 90_000 });

describe('npm run import', () => {
  let directory: string;
  let database: TestDatabase;
  beforeAll(async () => {
    directory = await makeDataDirectory();
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
    await removeDataDirectory(directory);
  });

  const runImport = (...argv: string[]) =>
    runCommand(['import', ...argv], { DATA_DIR: directory, DATABASE_URL: database.url }).ended;

  const rowOf = (stdout: string, type: string) => {
    const [, ...cells] = (stdout.split('\n').find((line) => line.startsWith(type)) ?? '').split(
      /\s+/,
    );
    const [read, added, changed, unchanged, skipped] = cells.map(Number);
    return { read, added, changed, unchanged, skipped };
  };

  test('takes what is good, tells the line of what is not, and again adds nothing', async () => {
    const file = join(directory, 'members.ndjson');
    const broken = '{"resourceType":"Patient","id":';
    const lines = [patient('ann'), explanationOfBenefit('visit', 'ann')].map((one) =>
      JSON.stringify(one),
    );
    await writeFile(file, `${[lines[0], broken, lines[1]].join('\n')}\n`);

    const first = await runImport(file);
    expect(first.code).toBe(1);
    expect(first.stderr).toContain('There was no plan yet: created standard');
    expect(first.stderr).toContain(`${file}:2: `);
    expect(rowOf(first.stdout, 'all')).toMatchObject({ added: 2, skipped: 1 });
    expect(first.stdout).toContain('1 fault');

    const second = await runImport(file);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`${file}:2: `);
    expect(rowOf(second.stdout, 'all')).toMatchObject({ added: 0, changed: 0, unchanged: 2 });

    await writeFile(file, `${lines.join('\n')}\n`);
    const mended = await runImport(file);
    expect(mended.code).toBe(0);
    expect(rowOf(mended.stdout, 'all')).toMatchObject({ added: 0, unchanged: 2, skipped: 0 });
  });

  test('says what to type instead of nothing', async () => {
    const { code, stdout, stderr } = await runImport();
    expect(code).toBe(1);
    expect(stderr).toMatch(/Nothing to import.+Usage: npm run import/s);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
  });

  test('a path that is not there is a fault', async () => {
    const missing = join(directory, 'nowhere.ndjson');
    const { code, stderr } = await runImport(missing);
    expect(code).toBe(1);
    expect(stderr).toContain(missing);
  });
});
