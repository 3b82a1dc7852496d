import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import type { RequestContext } from '../../graphql/kit/context.ts';
import { operationFacts } from '../../graphql/operation-facts.ts';

/** One line for each operation: names and hashes, never variables, data or tokens. */
export function requestLog(log: Logger): Plugin<RequestContext> {
  return {
    onExecute({ args }) {
      const started = performance.now();
      const operation = getOperationAST(args.document, args.operationName);
      const { requestId, viewer }: RequestContext = args.contextValue;
      return {
        onExecuteDone: () => {
          log.info(
            {
              requestId,
              viewer: viewer.kind,
              operation: operation?.name?.value ?? null,
              operationHash: operationFacts(args.schema, args.document).hash,
              milliseconds: Math.round(performance.now() - started),
            },
            'operation',
          );
        },
      };
    },
  };
}
