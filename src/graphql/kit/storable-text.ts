import { type ASTNode, GraphQLError, type ValidationRule } from 'graphql';
import type { ErrorCode } from '../../errors.ts';

/**
 * Whether PostgreSQL can hold every text in a value: it faults on NUL, and on halves of surrogate
 * pairs. JSON allows both, and no name or id has them.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  return !(value instanceof Object) || Object.values(value).every(isStorable);
}

/** What is told of text that cannot be held. */
export const unstorable = (nodes?: ASTNode) =>
  new GraphQLError('Text in arguments and variables is Unicode without NUL characters.', {
    ...(nodes === undefined ? {} : { nodes }),
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode },
  });

/** Refuses a document with such text in its arguments. */
export const storableLiterals: ValidationRule = (context) => ({
  StringValue: (node) => {
    if (!isStorable(node.value)) context.reportError(unstorable(node));
  },
});
