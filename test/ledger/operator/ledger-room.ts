import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { openSuccession, type Succession } from '../../../src/ledger/keys/succession.ts';
import {
  makeDataDirectory,
  type Printed,
  removeDataDirectory,
  runCommand,
} from '../../kit/command-line.ts';
import { createTestDatabase, type TestDatabase } from '../../kit/database.ts';
import { auditor } from '../../kit/graphql.ts';
import {
  createService,
  createServiceWithin,
  type Service,
  type ServiceProcess,
} from '../../kit/service.ts';

/** A ledger that is run as operators do: commands are processes of their own. */
export type OperatedLedger = Pick<TestDatabase, 'url' | 'asAdministrator'> & {
  readonly directory: string;
  /** The file of its key. */
  readonly keyFile: string;
  readonly secondStore: string;
  /** A gateway with these settings within this process, not started. */
  service(settings?: Readonly<Record<string, string>>): Service;
  /** One that is a process, and can be killed. */
  process(settings?: Readonly<Record<string, string>>): ServiceProcess;
  /** Runs a command to its end. */
  run(argv: readonly string[], settings?: Readonly<Record<string, string>>): Promise<Printed>;
  /** What commands and gateways are started with. */
  settings(more?: Readonly<Record<string, string>>): Record<string, string> & { DATA_DIR: string };
  drop(): Promise<void>;
};

export async function openOperatedLedger(): Promise<OperatedLedger> {
  const database = await createTestDatabase();
  await database.database.close();
  const directory = await makeDataDirectory();
  const settings = (more: Readonly<Record<string, string>> = {}) => ({
    DATA_DIR: directory,
    DATABASE_URL: database.url,
    LEDGER_CHECKPOINT_EVERY_MS: '50',
    ...more,
  });
  return {
    url: database.url,
    asAdministrator: database.asAdministrator,
    directory,
    keyFile: join(directory, 'ledger-key.pem'),
    secondStore: join(directory, 'checkpoints'),
    settings,
    service: (more) => createServiceWithin(settings(more)),
    process: (more) => createService(settings(more)),
    run: (argv, more) => runCommand(argv, settings(more)).ended,
    drop: async () => {
      await onServer(`drop database if exists ${nameOf(database.url)} with (force)`);
      await removeDataDirectory(directory);
    },
  };
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** A copy of a database that nobody is connected to, as a backup that was restored. */
export async function copyOf(
  url: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `cg_copy_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template ${nameOf(url)}`);
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return { url: copy.href, drop: () => onServer(`drop database if exists ${name} with (force)`) };
}

async function onServer(sql: string): Promise<void> {
  await withClient(inject('administratorUrl'), (client) => client.query(sql));
}

/** Asks a database for rows. */
export const rowsOf = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query(sql)).rows);

async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Asks a gateway as an auditor. */
export async function audit(service: Service, query: string) {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await service.token(auditor)}`,
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = JSON.parse(await response.text());
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Makes so many entries: an auditor's looks at the ledger are some. */
export async function makeEntries(service: Service, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1)
    await audit(service, '{ ledger { entry(index: 0) { kind } } }');
}

/** Waits until everything that is in the ledger is signed, and shows the newest checkpoint. */
export async function untilAllSigned(service: Service) {
  const { size } = (await audit(service, '{ ledger { size } }')).ledger;
  return until(async () => {
    const { checkpoint } = (
      await audit(service, '{ ledger { checkpoint { origin size rootHash note verifierKey } } }')
    ).ledger;
    return checkpoint?.size >= size ? checkpoint : undefined;
  });
}

/** Asks again until there is an answer, ten seconds at most. */
export async function until<Answer>(ask: () => Promise<Answer | undefined>): Promise<Answer> {
  for (const end = Date.now() + 10_000; Date.now() < end; await wait(50)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error('waited in vain');
}

/** What the entries say of changes of key and name, in order, and where. */
export async function successionsIn(url: string): Promise<(Succession & { index: number })[]> {
  const rows = await rowsOf(
    url,
    `select idx::int as index, convert_from(leaf, 'UTF8')::jsonb ->> 'note' as note from ledger.entry
      where kind in ('LEDGER_KEY_CHANGED', 'LEDGER_CONTINUED') order by idx`,
  );
  return rows.map(({ index, note }) => ({ index, ...openSuccession(utf8(note)) }));
}

export const textOf = (path: string) => readFile(path, 'utf8');

/** The arguments and the setting that a refused start tells. */
export function waysForward(stderr: string) {
  const [, command = ''] = /npm run ledger -- (continue [^\n]+)/.exec(stderr) ?? [];
  const [, setting = ''] = /LEDGER_ORIGIN=([^\s.]+(?:\.[^\s.]+)*)/.exec(stderr) ?? [];
  return { argv: ['ledger', ...command.split(' ')], setting };
}

/** The setting that a command prints last. */
export const settingOf = (stdout: string) => {
  const [name = '', value = ''] = stdout.trim().split('=');
  return { [name]: value };
};
