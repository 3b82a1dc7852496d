import type { Plugin } from 'graphql-yoga';
import { GatewayError } from '../../errors.ts';

/**
 * Refuses long texts before anything reads or remembers them. Comments and white space are no tokens:
 * the limit on those lets a text be as long as a body may.
 */
export function shortDocuments(charactersMax: number): Plugin {
  return {
    onParams: ({ params: { query } }) => {
      if (typeof query !== 'string' || query.length <= charactersMax) return;
      throw new GatewayError('BAD_REQUEST', {
        message:
          `The document has ${query.length} characters; ${charactersMax} are taken at most. ` +
          'Leave out its comments, or ask in several requests.',
      });
    },
  };
}
