import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
// Gathers the slices; the schema that it guards is not used.
import '../../../src/graphql/schema.ts';
import { readConfig } from '../../../src/config.ts';
import { openDoor } from '../../../src/consent/door/door.ts';
import { openDatabase } from '../../../src/db/database.ts';
import { cursorSecret } from '../../../src/gateway/cursor-secret.ts';
import { createHttpServer } from '../../../src/gateway/http-server.ts';
import { maskError } from '../../../src/gateway/mask-error.ts';
import { authenticate, type Viewers } from '../../../src/gateway/plugins/authenticate.ts';
import { jsonResponse } from '../../../src/gateway/plugins/json-response.ts';
import { limits } from '../../../src/gateway/plugins/limits.ts';
import { readParameters } from '../../../src/gateway/plugins/read-parameters.ts';
import { requestLog } from '../../../src/gateway/plugins/request-log.ts';
import { storableText } from '../../../src/gateway/plugins/storable-text.ts';
import { withSerialisedData } from '../../../src/gateway/serialised-data.ts';
import { builder } from '../../../src/graphql/kit/builder.ts';
import type { RequestContext } from '../../../src/graphql/kit/context.ts';
import { CursorSealer } from '../../../src/graphql/kit/cursor.ts';
import { openKeySource } from '../../../src/identity/key-source.ts';
import { createTokenVerifier } from '../../../src/identity/verify-token.ts';
import { listEveryMember } from './every-member.ts';
import { OpenReader } from './open-reader.ts';

/**
 * The gateway's parts put together without governance: the same HTTP server, tokens, Yoga, limits,
 * log, Pothos schema, DataLoaders and SQL; no shield, no look-up of permissions, no notebook, no
 * ledger. What this costs less is what governance costs.
 */
const config = readConfig(process.env);
const log = pino({ level: config.logLevel });
const { url = '', connections, statementTimeout } = config.database;
const { lockTimeout } = config.ledger;
const database = openDatabase({ url, connections, statementTimeout, lockTimeout });
const door = openDoor(database.open('cg_door'));
const settings = config.token;
const keys = await openKeySource({
  settings,
  dataDirectory: config.dataDirectory,
  production: true,
});
const services = {
  database,
  cursors: new CursorSealer(await cursorSecret(config)),
  maximumComplexity: config.limits.complexity,
};
const schema = builder.toSchema();
listEveryMember(schema, database.gateway);
const viewers: Viewers = new WeakMap();
const planId = process.env['BENCH_PLAN_ID'] ?? '';

/** Executes with a reader that asks nobody, serialises once, as the gateway does, and lets it go. */
const release: Plugin<RequestContext> = {
  onExecute({ executeFn, setExecuteFn, args: { contextValue: context } }) {
    setExecuteFn(async (args: ExecutionArgs) => {
      const reader = new OpenReader(database, door, context.viewer, planId);
      const result: ExecutionResult = await executeFn({
        ...args,
        contextValue: { ...context, reader },
      });
      return withSerialisedData(result, JSON.stringify(result.data));
    });
  },
};

const graphql = createYoga<object, Omit<RequestContext, 'reader'>>({
  schema,
  graphqlEndpoint: '/graphql',
  context: ({ request }) => ({
    services,
    viewer: viewers.get(request) ?? { kind: 'NOBODY' },
    requestId: uuidv7(),
  }),
  plugins: [
    authenticate(createTokenVerifier({ settings, keys }), viewers),
    readParameters,
    ...limits(config.limits, config.production),
    storableText,
    requestLog(log),
    release,
    jsonResponse,
  ],
  maskedErrors: { maskError: maskError(log) },
  cors: false,
  multipart: false,
  batching: false,
  graphiql: false,
  landingPage: false,
  logging: false,
});
const bodyMaxBytes = config.limits.bodyBytes;
createHttpServer({ graphql, readiness: async () => true, bodyMaxBytes }).listen(
  config.port,
  config.host,
);
process.once('SIGTERM', () => process.exit(0));
