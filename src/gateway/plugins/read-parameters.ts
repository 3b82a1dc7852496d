import type { Plugin } from 'graphql-yoga';
import { GatewayError } from '../../errors.ts';

/** Yoga reads `variables` and `extensions` of a GET as JSON and takes a fault of theirs for its own. */
export const readParameters: Plugin = {
  onRequestParse({ request, requestParser, setRequestParser }) {
    if (request.method !== 'GET' || requestParser === undefined) return;
    setRequestParser(async (asked) => {
      try {
        return await requestParser(asked);
      } catch (cause) {
        if (!(cause instanceof SyntaxError)) throw cause;
        throw new GatewayError('BAD_REQUEST', {
          message: 'In a GET, variables and extensions are URL-encoded JSON objects.',
          cause,
        });
      }
    });
  },
};
