import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { createGateway, type Gateway } from '../../src/gateway/gateway.ts';
import { type DevelopmentKey, developmentKey } from '../../src/identity/development-key.ts';
import { issueDevelopmentToken, type TokenHolder } from '../../src/identity/issue-token.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { type ReceivedReceipt, splitReceipt } from './receipt.ts';

/** What came back, and the exact text of it but for its receipt, which stands beside. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly receipt: ReceivedReceipt | undefined;
  /** The notice of 42 CFR 2.32 that came with it, as JSON; absent where there was none. */
  readonly notice?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it asked for
  readonly body: any;
};

export type Asking = {
  readonly as?: TokenHolder | undefined;
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly token?: string;
};

/** A gateway that listens on loopback, with a database of its own. */
export type TestGateway = TestDatabase & {
  readonly baseUrl: string;
  readonly gateway: Gateway;
  readonly dataDirectory: string;
  token(as: TokenHolder, lifetimeSeconds?: number): Promise<string>;
  /** Sends an operation over HTTP, as a user would. */
  ask(query: string, asking?: Asking): Promise<Answer>;
  stop(): Promise<void>;
};

/** What differs from a gateway of its own making. */
type TestGatewayParts = {
  readonly log?: Logger;
  /** What tokens are signed with; the gateway's own development key unless given. */
  readonly issuersKey?: DevelopmentKey;
};

/**
 * Starts a gateway for a suite; call `stop` when the suite is done.
 *
 * @param settings environment settings that differ from the defaults
 */
export async function startTestGateway(
  settings: Readonly<Record<string, string>> = {},
  { log = pino({ level: 'silent' }), issuersKey }: TestGatewayParts = {},
): Promise<TestGateway> {
  const testDatabase = await createTestDatabase();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'consent-gateway-test-'));
  const config = readConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDirectory,
    // A suite asks more in a minute than any client should.
    RATE_COST_PER_MINUTE: '1000000000',
    COMPILE_AFTER_EXECUTIONS: '0',
    // A grant whose term a test lets run out ends when that test says so.
    TERM_JOB_EVERY: 'off',
    ...settings,
  });
  const gateway = await createGateway(config, testDatabase.database, log);
  await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
  const address = gateway.server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${address.port}`;
  const key = issuersKey ?? (await developmentKey(config));
  const { jwksUrl: _elsewhere, ...tokenSettings } = config.token;
  const token = (as: TokenHolder, lifetimeSeconds = 3600) =>
    issueDevelopmentToken({ as, settings: tokenSettings, key, lifetimeSeconds });
  return {
    ...testDatabase,
    baseUrl,
    gateway,
    dataDirectory,
    token,
    ask: async (query, { as, variables, headers, token: given } = {}) => {
      const bearer = given ?? (as && (await token(as)));
      const response = await fetch(`${baseUrl}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      const { text, ...beside } = splitReceipt(await response.text());
      const { status, headers: told } = response;
      return { status, headers: told, text, ...beside, body: JSON.parse(text) };
    },
    stop: async () => {
      await gateway.close();
      await testDatabase.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Writes FHIR resources to a file for the importer, one a line. */
export async function writeNdjson(path: string, resources: readonly object[]): Promise<void> {
  await writeFile(path, resources.map((resource) => `${JSON.stringify(resource)}\n`).join(''));
}
