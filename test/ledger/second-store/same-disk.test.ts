import { stat } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  makeDataDirectory,
  type Printed,
  removeDataDirectory,
  runCommand,
} from '../../kit/command-line.ts';
import { createTestDatabase } from '../../kit/database.ts';

// Each start makes a database of its own.
vi.setConfig({ testTimeout: 90_000 });

const served = /Consent Gateway serves http/;
let directory: string;
beforeEach(async () => {
  directory = await makeDataDirectory();
});
afterEach(() => removeDataDirectory(directory));

/** What a gateway prints from its start to its end. */
async function startAndStop(settings: Readonly<Record<string, string>>): Promise<Printed> {
  const command = runCommand(['serve'], {
    DATA_DIR: directory,
    PORT: '0',
    DEMO_DATA: 'off',
    LOG_LEVEL: 'warn',
    ...settings,
  });
  await command.untilPrinted(served);
  command.kill('SIGTERM');
  return command.ended;
}

const warnings = ({ stdout }: Printed): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).msg);

test('a second store on the disk of the embedded database is warned of once, with what mends it', async () => {
  const told = warnings(await startAndStop({}));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('same disk as the database');
  expect(told[0]).toContain('Set LEDGER_SECOND_STORE');
});

test('one on another disk is not', async () => {
  // Nothing is signed of an empty ledger, so nothing is written there.
  const elsewhere = '/dev/consent-gateway/checkpoints';
  expect((await stat('/dev')).dev).not.toBe((await stat(directory)).dev);
  expect(warnings(await startAndStop({ LEDGER_SECOND_STORE: elsewhere }))).toEqual([]);
});

test('nor is one beside a database that is elsewhere: nobody can tell from here', async () => {
  const database = await createTestDatabase();
  try {
    expect(warnings(await startAndStop({ DATABASE_URL: database.url }))).toEqual([]);
  } finally {
    await database.drop();
  }
});
