import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { ErrorCode } from '../../errors.ts';

/** No input type nests half as deep; walking what JSON can hold would exhaust the stack. */
const deepest = 20;
/** No input type has a third as many. Every unknown member is compared with every known one. */
const widest = 100;

/** Refuses variables of shapes that no input type has, before anything walks them. */
export const boundedVariables: Plugin = {
  onExecute: ({ args: { variableValues }, setResultAndStopExecution }) => {
    if (isBounded(variableValues, 0)) return;
    const message = `Variables nest ${deepest} levels deep at most, and their objects have ${widest} members at most.`;
    const extensions = { code: 'BAD_USER_INPUT' satisfies ErrorCode };
    setResultAndStopExecution({ errors: [new GraphQLError(message, { extensions })] });
  },
};

function isBounded(value: unknown, depth: number): boolean {
  if (!(value instanceof Object)) return true;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (depth === deepest || (!Array.isArray(value) && parts.length > widest)) return false;
  return parts.every((part) => isBounded(part, depth + 1));
}
