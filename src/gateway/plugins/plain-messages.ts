import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** A message quotes what was sent, and that may be as long as a request. */
const longestMessage = 500;

/**
 * Every message as clients may read it, whoever wrote it: the parser, the rules, a scalar. It is
 * short, and in production guesses no names: "Did you mean" would spell out the schema for strangers,
 * name by name. That a guess was left out must not show either: it would say "nearly".
 */
export const plainMessages = (production: boolean): Plugin => ({
  onResultProcess: ({ result }) => {
    if (Array.isArray(result) || !('errors' in result)) return;
    for (const error of result.errors ?? []) {
      if (error instanceof GraphQLError) error.message = plain(error.message, production);
    }
  },
});

function plain(message: string, production: boolean): string {
  const guess = production ? message.lastIndexOf(' Did you mean ') : -1;
  const said = guess === -1 ? message : message.slice(0, guess);
  if (said.length <= longestMessage) return said;
  return `${said.slice(0, longestMessage).toWellFormed()}…`;
}
