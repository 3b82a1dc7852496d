import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeDataDirectory, removeDataDirectory, runCommand } from '../kit/command-line.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 90_000 });

describe('a command that cannot be carried out', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await makeDataDirectory();
  });
  afterAll(() => removeDataDirectory(directory));

  const production = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://share.your-plan.example',
    TOKEN_JWKS_URL: 'https://sign-in.example/jwks.json',
  };

  test.each([
    [
      'a wrong setting',
      { PORT: 'http' },
      /^PORT: .+number.+\(it is "http"\)\. Example: PORT=4000$/m,
    ],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgresql://cg:hunter2@127.0.0.1:1/cg' },
      /does not let us in: .*ECONNREFUSED.+Check .+DATABASE_URL/,
    ],
  ])('npm start ends with 1 and says what to mend: %s', async (_what, settings, message) => {
    const { code, stdout, stderr } = await runCommand(['serve'], {
      DATA_DIR: directory,
      ...settings,
    }).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('hunter2');
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
  });

  test('npm run token signs nothing in production', async () => {
    const { code, stdout, stderr } = await runCommand(['token', '--as', 'ADMIN'], {
      DATA_DIR: directory,
      ...production,
    }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain('Development tokens are not signed when NODE_ENV=production');
    expect(stdout).toBe('');
  });

  test('an unknown command is answered with those that there are', async () => {
    const { code, stdout, stderr } = await runCommand(['verfy'], { DATA_DIR: directory }).ended;
    expect(code).toBe(2);
    for (const known of ['npm start', 'npm run import', 'npm run token', 'npm run schema']) {
      expect(stderr).toContain(known);
    }
    expect(stdout).toBe('');
  });
});
