import type { Plugin } from 'graphql-yoga';
import { isStorable, unstorable } from '../../graphql/kit/storable-text.ts';

/** Refuses variables with text that PostgreSQL cannot hold; what stands in the document, `limits` does. */
export const storableText: Plugin = {
  onExecute: ({ args: { variableValues }, setResultAndStopExecution }) => {
    if (isStorable(variableValues)) return;
    setResultAndStopExecution({ errors: [unstorable()] });
  },
};
