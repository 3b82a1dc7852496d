import type { Plugin } from 'graphql-yoga';
import {
  type DocumentLimits,
  parseWithin,
  rulesWithin,
} from '../../graphql/kit/document-limits.ts';

/** What a document may be, whatever it asks for. Cost depends on variables and is judged when executing. */
export function limits(of: DocumentLimits): Plugin {
  const rules = rulesWithin(of);
  return {
    onParse: ({ setParseFn }) => setParseFn((source, options) => parseWithin(of, source, options)),
    onValidate: ({ addValidationRule }) => {
      for (const rule of rules) addValidationRule(rule);
    },
  };
}
