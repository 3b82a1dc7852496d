import { randomBytes } from 'node:crypto';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.ts';
import type { RequestContext, Services } from '../graphql/kit/context.ts';
import { maskError } from './mask-error.ts';
import { type Authenticate, authenticate, type Viewers } from './plugins/authenticate.ts';
import { boundedVariables } from './plugins/bounded-variables.ts';
import { compiledExecution } from './plugins/compiled-execution.ts';
import { cost } from './plugins/cost.ts';
import { fewFaults } from './plugins/few-faults.ts';
import { jsonResponse } from './plugins/json-response.ts';
import { limits } from './plugins/limits.ts';
import { plainMessages } from './plugins/plain-messages.ts';
import { readParameters } from './plugins/read-parameters.ts';
import { requestLog } from './plugins/request-log.ts';
import { documentIdParameter, sendById } from './plugins/send-by-id.ts';
import { shortDocuments } from './plugins/short-documents.ts';
import { storableText } from './plugins/storable-text.ts';
import type { ServerContext } from './server-context.ts';
import { textCache } from './text-cache.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

export type EndpointParts = {
  readonly config: Pick<Config, 'production' | 'limits' | 'trustedDocumentsOnly'>;
  readonly services: Services;
  /** Guarded: every field of it has its rule. */
  readonly schema: GraphQLSchema;
  /** Executes, and lets go what may leave; without it nothing leaves. */
  readonly release: Plugin<RequestContext>;
  readonly documents: TrustedDocuments;
  readonly verify: Authenticate;
  readonly log: Logger;
};

/** `/graphql`, as a fetch handler: everything from the token to the release. */
export type GraphqlEndpoint = ReturnType<typeof createGraphqlEndpoint>;

/** Puts the endpoint together, a plugin for each concern, in the order of one request. */
export function createGraphqlEndpoint(parts: EndpointParts) {
  const { config, services, schema, release, documents, verify, log } = parts;
  const viewers: Viewers = new WeakMap();
  return createYoga<ServerContext, Omit<RequestContext, 'reader'>>({
    schema,
    graphqlEndpoint: '/graphql',
    context: ({ request }) => ({
      services,
      viewer: viewers.get(request) ?? { kind: 'NOBODY' },
      requestId: requestIdOf(request),
    }),
    plugins: [
      authenticate(verify, viewers),
      readParameters,
      shortDocuments(config.limits.characters),
      limits(services.documentLimits),
      fewFaults,
      boundedVariables,
      storableText,
      cost(config.limits, viewers),
      sendById(documents, config.trustedDocumentsOnly, viewers),
      requestLog(log),
      compiledExecution(config.limits.compileAfter),
      release,
      plainMessages(config.production),
      jsonResponse,
      {
        onResponse: ({ request, response }) => {
          response.headers.set('x-request-id', requestIdOf(request));
        },
      },
    ],
    maskedErrors: { maskError: maskError(log) },
    // The HTTP server answers for it.
    cors: false,
    multipart: false,
    // The HTTP server refuses by Content-Length before; Yoga would pipe each body through a stream to count it.
    maxRequestBodySize: false,
    extraParamNames: [documentIdParameter],
    parserAndValidationCache: {
      documentCache: textCache(4_000_000, (_document: DocumentNode, text) => text.length),
      errorCache: textCache(400_000, (_fault: Error, text) => text.length),
    },
    batching: false,
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}

/** Entropy is fetched for many ids at once: each fetch is a system call. */
const entropy = { bytes: randomBytes(4096), used: 0 };

function newRequestId(): string {
  if (entropy.used === entropy.bytes.length) {
    entropy.bytes = randomBytes(entropy.bytes.length);
    entropy.used = 0;
  }
  entropy.used += 16;
  return uuidv7({ random: entropy.bytes.subarray(entropy.used - 16, entropy.used) });
}

const requestIds = new WeakMap<Request, string>();

/** Made here, never taken from the client: it is the release's id in the ledger. */
function requestIdOf(request: Request): string {
  const known = requestIds.get(request);
  if (known !== undefined) return known;
  const id = newRequestId();
  requestIds.set(request, id);
  return id;
}
