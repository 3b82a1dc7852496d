import { setImmediate } from 'node:timers/promises';
import { type GraphQLSchema, getOperationAST, specifiedRules, validate } from 'graphql';
import { type DocumentLimits, parseWithin, rulesWithin } from '../graphql/kit/document-limits.ts';
import { plainMessage } from '../graphql/kit/plain-message.ts';
import { InvalidInput } from '../graphql/kit/user-errors.ts';

/**
 * The names of the operations that documents hold, one each. Others are served between two documents.
 *
 * @throws InvalidInput naming the first document that `/graphql` would not execute, and why
 */
export async function namesOfExecutable(
  documents: readonly string[],
  schema: GraphQLSchema,
  limits: DocumentLimits,
): Promise<string[]> {
  const names: string[] = [];
  for (const [at, document] of documents.entries()) {
    names.push(nameOf(document, `input.documents.${at}`, schema, limits));
    await setImmediate();
  }
  return names;
}

function nameOf(
  document: string,
  path: string,
  schema: GraphQLSchema,
  limits: DocumentLimits,
): string {
  try {
    const parsed = parseWithin(limits, document);
    const rules = [...specifiedRules, ...rulesWithin(limits)];
    const fault = validate(schema, parsed, rules, { maxErrors: 1 })[0];
    if (fault) throw fault;
    // One operation a document: its name is what logs and the ledger tell it by.
    const name = getOperationAST(parsed)?.name?.value;
    if (name === undefined) throw new InvalidInput('Wanted: one operation, with a name.', path);
    return name;
  } catch (cause) {
    if (cause instanceof InvalidInput) throw cause;
    const message = cause instanceof Error ? cause.message : 'It cannot be read.';
    throw new InvalidInput(plainMessage(message, limits.introspection), path);
  }
}
