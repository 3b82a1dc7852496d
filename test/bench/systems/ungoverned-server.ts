import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { pino } from 'pino';
// Gathers the slices; the schema that it guards is not used.
import '../../../src/graphql/schema.ts';
import { readConfig } from '../../../src/config.ts';
import { openDoor } from '../../../src/consent/door/door.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { createGraphqlEndpoint } from '../../../src/gateway/graphql-endpoint.ts';
import { createHttpServer } from '../../../src/gateway/http-server.ts';
import { rememberTokens } from '../../../src/gateway/remember-tokens.ts';
import { withSerialisedData } from '../../../src/gateway/serialised-data.ts';
import { openTrustedDocuments, shippedOperations } from '../../../src/gateway/trusted-documents.ts';
import { builder } from '../../../src/graphql/kit/builder.ts';
import type { RequestContext } from '../../../src/graphql/kit/context.ts';
import { CursorSealer } from '../../../src/graphql/kit/cursor.ts';
import { operationFacts } from '../../../src/graphql/operation-facts.ts';
import { openKeySource } from '../../../src/identity/key-source.ts';
import { createTokenVerifier } from '../../../src/identity/verify-token.ts';
import { keptSecret } from '../../../src/kept-secret.ts';
import { KeyChain } from '../../../src/ledger/keys/key-chain.ts';
import { openSigningKey } from '../../../src/ledger/keys/signing-key.ts';
import { listEveryMember } from './every-member.ts';
import { OpenReader } from './open-reader.ts';

/**
 * The gateway's parts put together without governance: the same endpoint with its tokens, limits,
 * log and compiled execution, the same Pothos schema, DataLoaders and SQL; no shield, no look-up of
 * permissions, no notebook, no ledger. What this costs less is what governance costs.
 */
const config = readConfig(process.env);
const log = pino({ level: config.logLevel });
const { url = '', connections, statementTimeout } = config.database;
const { lockTimeout } = config.ledger;
const database = openDatabase({ url, connections, statementTimeout, lockTimeout });
const door = openDoor(database.open('cg_door'));
const settings = config.token;
const { dataDirectory } = config;
const keys = await openKeySource({ settings, dataDirectory, production: true });
const schema = builder.toSchema();
listEveryMember(schema, database.gateway);
const planId = process.env['BENCH_PLAN_ID'] ?? '';

/** Executes with a reader that asks nobody, serialises once, as the gateway does, and lets it go. */
const release: Plugin<RequestContext> = {
  onExecute({ executeFn, setExecuteFn, args: { contextValue: context } }) {
    setExecuteFn(async (args: ExecutionArgs) => {
      const { asked } = operationFacts(args.schema, args.document);
      const reader = new OpenReader(door, context.viewer, planId, asked);
      const result: ExecutionResult = await executeFn({
        ...args,
        contextValue: { ...context, reader },
      });
      return withSerialisedData(result, JSON.stringify(result.data));
    });
  },
};

/** The ledger's own, which nothing here signs. */
const signer = await openSigningKey(config.ledger.signing, 1);
const published = {
  keys: new KeyChain(database.gateway, signer.key),
  checkpoint: async () => undefined,
  tile: async () => undefined,
};
const graphql = createGraphqlEndpoint({
  config,
  log,
  documents: openTrustedDocuments(database.gateway, await shippedOperations()),
  verify: rememberTokens(createTokenVerifier({ settings, keys })),
  services: {
    database,
    cursors: new CursorSealer(
      await keptSecret(dataDirectory, 'cursor-secret', config.cursorSecret),
    ),
    documentLimits: config.limits,
    production: config.production,
    published,
  },
  schema,
  release,
});
const bodyMaxBytes = config.limits.bodyBytes;
createHttpServer({
  graphql,
  readiness: async () => ({ ready: true, ledger: undefined }),
  routes: [],
  bodyMaxBytes,
}).listen(config.port, config.host);
process.once('SIGTERM', () => process.exit(0));
