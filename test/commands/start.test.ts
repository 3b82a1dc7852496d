import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { attachEmbeddedPostgres } from '../../src/db/embedded/attach.ts';
import {
  makeDataDirectory,
  type RunningCommand,
  removeDataDirectory,
  runCommand,
  runScript,
} from '../kit/command-line.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';
import { canPaste, pasteReadme } from '../kit/readme.ts';

// Every command is a process.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 150_000 });

const served = /Consent Gateway serves (http:\/\/\S+)\/graphql/;

/** The words of a printed command, as a shell splits them; the quotes are plain ones. */
const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');

/** Does what a printed curl does. */
async function curl(line: string) {
  const [program, silent, url, ...options] = wordsOf(line);
  expect([program, silent]).toEqual(['curl', '-s']);
  const valuesOf = (flag: string) =>
    options.filter((_word, index) => index % 2 === 1 && options[index - 1] === flag);
  const headers = valuesOf('-H').map((header): [string, string] => {
    const [name = '', ...value] = header.split(': ');
    return [name, value.join(': ')];
  });
  const [body = ''] = valuesOf('-d');
  const response = await fetch(url ?? '', { method: 'POST', headers, body });
  return response.json();
}

describe('npm start, the first time', () => {
  let directory: string;
  let given: TestDatabase | undefined;
  let command: RunningCommand;
  let url: string;
  let printed: string;
  let databaseUrl: string;

  beforeAll(async () => {
    directory = await makeDataDirectory();
    // Where a run of the tests has a server of its own, no embedded one is started there.
    given = process.env['DATABASE_URL'] ? await createTestDatabase() : undefined;
    command = runCommand(['serve'], {
      DATA_DIR: directory,
      PORT: '0',
      ...(given && { DATABASE_URL: given.url }),
    });
    [, url = ''] = await command.untilPrinted(served);
    [printed] = await command.untilPrinted(/Demo sign-ins[\s\S]+# admin\ncurl .+\n/);
    const embedded = await attachEmbeddedPostgres({ dataDirectory: directory });
    databaseUrl = given?.url ?? embedded?.url ?? '';
  });

  afterAll(async () => {
    command.kill('SIGTERM');
    await command.ended;
    await given?.drop();
    await removeDataDirectory(directory);
  });

  const ask = (token: string, query: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    }).then((response) => response.json());

  test('is alive and ready once it has told where', async () => {
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });

  test('every query that it prints is answered with data', async () => {
    const lines = printed.split('\n');
    const titles = lines.filter((line) => line.startsWith('# '));
    const curls = lines.filter((line) => line.startsWith('curl '));
    expect(titles.map((title) => title.split(' ')[1])).toEqual([
      'member',
      'app',
      'partner',
      'auditor',
      'agent',
      'admin',
    ]);
    const answers = await Promise.all(curls.map(curl));
    expect(answers).toHaveLength(titles.length);
    for (const [index, answer] of answers.entries()) {
      expect(answer, titles[index]).toHaveProperty('data');
      expect(answer, titles[index]).not.toHaveProperty('errors');
      // Each shows something: nobody learns from an empty list.
      expect(JSON.stringify(answer.data), titles[index]).not.toMatch(
        /"(nodes|grants)":\[\]|"(member|caller|ledger)":null/,
      );
    }
  });

  test('the demo world is there: 60 members, six apps, grants, disclosures', async () => {
    const client = new pg.Client({ connectionString: databaseUrl, options: '-c role=cg_gateway' });
    await client.connect();
    try {
      const { rows } = await client.query(`select
        (select count(*)::int from public.member) as members,
        (select count(*)::int from public.app) as apps,
        (select count(*)::int from public.consent_grant) as grants,
        (select count(*)::int from ledger.entry where kind = 'DISCLOSURE') as disclosures`);
      expect(rows[0]).toMatchObject({ members: 60, apps: 6, grants: 70 });
      expect(rows[0].disclosures).toBeGreaterThan(0);
    } finally {
      await client.end();
    }
  });

  test('npm run token prints a token alone on its last line, and the gateway accepts it', async () => {
    const { code, stdout, stderr } = await runScript(
      ['token', '--', '--as', 'AUDITOR:auditor-7', '--expires-in', '60'],
      { DATA_DIR: directory },
    ).ended;
    expect(code).toBe(0);
    const token = stdout.trimEnd().split('\n').at(-1) ?? '';
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(stderr).toContain('Token for auditor auditor-7');
    expect(await ask(token, '{ viewer { kind } ledger { size } }')).toMatchObject({
      data: { viewer: { kind: 'AUDITOR' }, ledger: { size: expect.anything() } },
    });
  });

  test.runIf(canPaste)('what the README says to paste does what it says', async () => {
    const outputs = await pasteReadme({
      DATA_DIR: directory,
      GATEWAY: url,
      ...(given && { DATABASE_URL: given.url }),
    });
    const outputOf = (words: string) =>
      outputs.find(({ snippet }) => snippet.includes(words))?.lines ?? [];
    for (const { snippet, lines } of outputs) {
      expect(lines.join('\n'), snippet).not.toMatch(/"errors"|"message":|is not sound/);
    }
    const [leafHash, computed] = outputOf('update("\\0"');
    expect(computed).toBe(leafHash);
    const [entry, hashed] = outputOf('answer.json');
    expect(entry).toContain(`"responseHash":"${hashed}"`);
    expect(
      outputOf('--bundle evidence.zip').filter((line) => line === 'The ledger is sound.'),
    ).toHaveLength(2);
  });

  test('a port that is taken stops a second start with the settings to change', async () => {
    const other = await makeDataDirectory();
    const { port } = new URL(url);
    const { code, stderr } = await runCommand(['serve'], {
      DATA_DIR: other,
      DATABASE_URL: databaseUrl,
      // Gateways on one database share the ledger's key and its second store.
      LEDGER_SIGNING_KEY_FILE: join(directory, 'ledger-key.pem'),
      LEDGER_SECOND_STORE: join(directory, 'checkpoints'),
      PORT: port,
    }).ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`HOST, PORT: cannot be listened on`);
    expect(stderr).toMatch(/EADDRINUSE.+ Example: PORT=\d+/);
    expect(stderr).not.toContain('    at ');
    await removeDataDirectory(other);
  });
});

test('a gateway that is told to stop ends with 0, and its embedded database cleanly', async () => {
  const directory = await makeDataDirectory();
  const settings = { DATA_DIR: directory, DEMO_DATA: 'off', PORT: '0' };
  const first = runCommand(['serve'], settings);
  const [, url] = await first.untilPrinted(served);
  // The connection stays open: a client that keeps it must not keep the gateway.
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  const told = Date.now();
  first.kill('SIGTERM');
  expect((await first.ended).code).toBe(0);
  expect(Date.now() - told).toBeLessThan(15_000);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
  expect(await attachEmbeddedPostgres({ dataDirectory: directory })).toBeUndefined();

  // What was stopped cleanly needs no recovery: the second start has nothing to tell.
  const second = runCommand(['serve'], settings);
  await second.untilPrinted(served);
  second.kill('SIGINT');
  expect(await second.ended).toMatchObject({ code: 0, stderr: '' });
  await removeDataDirectory(directory);
});
