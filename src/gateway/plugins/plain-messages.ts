import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { plainMessage } from '../../graphql/kit/plain-message.ts';

/** Every message as clients may read it, whoever wrote it: the parser, the rules, a scalar. */
export const plainMessages = (production: boolean): Plugin => ({
  onResultProcess: ({ result }) => {
    if (Array.isArray(result) || !('errors' in result)) return;
    for (const error of result.errors ?? []) {
      if (error instanceof GraphQLError) error.message = plainMessage(error.message, !production);
    }
  },
});
