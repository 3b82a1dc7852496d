import { type ASTNode, GraphQLError, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../../errors.ts';

/**
 * Refuses text that PostgreSQL cannot hold, wherever it stands in a request: NUL, and halves of
 * surrogate pairs. JSON allows both, the database faults on them, and no name or id has them.
 */
export const storableText: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(literals),
  onExecute: ({ args: { variableValues }, setResultAndStopExecution }) => {
    if (isStorable(variableValues)) return;
    setResultAndStopExecution({ errors: [refusal()] });
  },
};

const refusal = (nodes?: ASTNode) =>
  new GraphQLError('Text in arguments and variables is Unicode without NUL characters.', {
    ...(nodes === undefined ? {} : { nodes }),
    extensions: { code: 'BAD_USER_INPUT' satisfies ErrorCode },
  });

const literals: ValidationRule = (context) => ({
  StringValue: (node) => {
    if (!isStorable(node.value)) context.reportError(refusal(node));
  },
});

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  return !(value instanceof Object) || Object.values(value).every(isStorable);
}
