import { complexityFromQuery } from '@pothos/plugin-complexity';
import {
  type DocumentNode,
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type ErrorCode, GatewayError } from '../../errors.ts';
import type { RequestContext } from '../../graphql/kit/context.ts';
import { principalOf } from '../../identity/principal.ts';
import type { ServerContext } from '../server-context.ts';
import type { Viewers } from './authenticate.ts';

export type CostLimits = {
  /** What one operation may cost. */
  readonly complexity: number;
  /** What one principal may spend in a minute, in this process. */
  readonly costPerMinute: number;
};

/** How many faults of variables are looked for. */
const mostFaults = 5;

/** What a request costs besides its fields: reading it, whatever becomes of it. */
const requestCost = 10;

/**
 * Limits what an operation may cost, and what a principal may spend. The cost is that of the fields
 * asked for, times the sizes of the pages around them. It depends on variables, which validation and
 * its cache do not see, so it is judged for each execution, before anything is read.
 */
export function cost(limits: CostLimits, viewers: Viewers): Plugin<RequestContext, ServerContext> {
  const budget = new RateLimiterMemory({ points: limits.costPerMinute, duration: 60 });
  const spenders = new WeakMap<Request, string>();
  const judged = new WeakSet<DocumentNode>();
  return {
    onRequest({ request, serverContext }) {
      spenders.set(
        request,
        principalOf(viewers.get(request), serverContext.req?.socket.remoteAddress),
      );
    },
    // Before the document is parsed: a flood of documents that are refused is limited too.
    onParams: ({ request }) => spend(budget, spenders.get(request), requestCost),
    // To judge a document is work that grows with its length, done when it is new. Whoever sent it pays,
    // whatever becomes of it.
    onValidate({ params: { documentAST }, context: { request } }) {
      const spender = spenders.get(request);
      if (judged.has(documentAST) || spender === undefined) return;
      judged.add(documentAST);
      void budget.penalty(spender, documentAST.loc?.source.body.length ?? 0);
    },
    onExecute: ({ args, setResultAndStopExecution }) => {
      const errors = faultsOf(args);
      if (errors !== undefined) return setResultAndStopExecution({ errors });
      const price = costOf(args);
      if (price > limits.complexity) {
        throw new GatewayError('QUERY_TOO_COMPLEX', {
          message: `The query costs ${price}; ${limits.complexity} is allowed. Ask for fewer fields or smaller pages.`,
        });
      }
      return spend(budget, spenders.get(args.contextValue.request), price);
    },
  };
}

/**
 * What is wrong with the variables, a few faults of perhaps many: each quotes the whole variable, and
 * whoever coerces them next would go on to the last.
 */
function faultsOf({ document, operationName, schema, variableValues }: ExecutionArgs) {
  const declared = getOperationAST(document, operationName)?.variableDefinitions ?? [];
  const given = { ...variableValues };
  const { errors } = getVariableValues(schema, declared, given, { maxErrors: mostFaults });
  const extensions = { code: 'BAD_USER_INPUT' satisfies ErrorCode };
  return errors?.map(({ message, nodes }) => new GraphQLError(message, { nodes, extensions }));
}

function costOf({ document, operationName, schema, variableValues }: ExecutionArgs): number {
  const operation = getOperationAST(document, operationName);
  // Without one there is nothing to execute, which execution will say.
  if (!operation) return 0;
  // The library judges a document's first operation: here it is the one that is asked for.
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const asked = { ...document, definitions: [operation, ...fragments] };
  return complexityFromQuery(asked, { schema, variables: { ...variableValues } }).complexity;
}

async function spend(
  budget: RateLimiterMemory,
  spender: string | undefined,
  price: number,
): Promise<void> {
  if (spender === undefined) throw new Error('a request without a principal');
  try {
    await budget.consume(spender, price);
  } catch (cause) {
    if (!(cause instanceof RateLimiterRes)) throw cause;
    const seconds = Math.ceil(cause.msBeforeNext / 1000);
    throw new GatewayError('RATE_LIMITED', {
      message: `You have asked for too much in the last minute. Try again in ${seconds} seconds.`,
      retryAfterSeconds: seconds,
    });
  }
}
