import {
  BREAK,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type Source,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Plugin } from 'graphql-yoga';

type Compiled = CompiledQuery | 'NOT_COMPILABLE';

/** One operation of a document that is in use. */
type Known = { executions: number; compiled?: Compiled };

/**
 * Compiles an operation into a function once it has been executed a few times, so that what is asked
 * again and again is not interpreted field by field. Not at once: to compile costs more than to
 * interpret once, and somebody could send a new document each time.
 *
 * @param after how many executions are interpreted first; 0 compiles at once
 */
export function compiledExecution(after: number): Plugin {
  // Yoga gives the same document for the same text, for as long as it keeps it.
  const documents = new WeakMap<DocumentNode, Map<string | undefined, Known>>();
  return {
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: ExecutionArgs) => {
        const { schema, document, rootValue, contextValue, variableValues } = args;
        const operations = documents.get(document) ?? new Map<string | undefined, Known>();
        documents.set(document, operations);
        const name = args.operationName ?? undefined;
        const known: Known = operations.get(name) ?? { executions: 0 };
        operations.set(name, known);
        known.executions += 1;
        if (known.executions <= after) return executeFn(args);
        known.compiled ??= compile(schema, document, name);
        if (known.compiled === 'NOT_COMPILABLE') return executeFn(args);
        return locate(document, known.compiled.query(rootValue, contextValue, variableValues));
      });
    },
  };
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Compiled {
  if (namesWhatObjectsHave(document)) return 'NOT_COMPILABLE';
  const compiled = compileQuery(schema, document, operationName);
  return isCompiledQuery(compiled) ? compiled : 'NOT_COMPILABLE';
}

/** The compiler keeps variables and answers in plain objects: `toString` is one of each already. */
function namesWhatObjectsHave(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Name: ({ value }) => {
      if (!(value in Object.prototype)) return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}

/** The compiler's errors tell lines and columns alone: makes graphql-js's own of them. */
async function locate(
  document: DocumentNode,
  executed: ExecutionResult | Promise<ExecutionResult>,
): Promise<ExecutionResult> {
  const result = await executed;
  const source = document.loc?.source;
  if (result.errors === undefined || source === undefined) return result;
  const errors = result.errors.map(
    ({ message, path, originalError, extensions, locations = [] }) =>
      new GraphQLError(message, {
        source,
        positions: locations.map(({ line, column }) => positionOf(source, line, column)),
        path,
        originalError,
        extensions,
      }),
  );
  return { ...result, errors };
}

/** How far into a source a line and a column are, both counted from one. */
function positionOf({ body }: Source, line: number, column: number): number {
  const breaks = [...body.matchAll(/\r\n|[\n\r]/g)];
  const starts = [0, ...breaks.map((found) => found.index + found[0].length)];
  return (starts[line - 1] ?? 0) + column - 1;
}
