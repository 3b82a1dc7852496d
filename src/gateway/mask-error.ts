import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isPassing } from '../db/passing-faults.ts';
import { type ErrorCode, GatewayError } from '../errors.ts';
import { wwwAuthenticate } from '../identity/www-authenticate.ts';
import { safeError } from '../safe-error.ts';

/**
 * What clients may see of an error. Ours and GraphQL's own say what they mean; anything else
 * becomes one sentence, and its detail goes to the log.
 */
export function maskError(log: Logger): (error: unknown) => Error {
  return (error) => {
    const cause = rootOf(error);
    if (cause instanceof GatewayError) {
      if (cause.status >= 500) log.error({ err: safeError(cause) }, 'request failed');
      return publicError(cause, error);
    }
    // Syntax, validation and coercion: about the request alone, and raised before any data is read.
    if (error instanceof GraphQLError && error.originalError === undefined) return coded(error);
    if (cause instanceof GraphQLError) return coded(error instanceof GraphQLError ? error : cause);
    const passing = isPassing(cause);
    log.error({ err: safeError(cause) }, passing ? 'database fault' : 'unexpected error');
    return publicError(
      new GatewayError(passing ? 'UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', { cause }),
      error,
    );
  };
}

/** Every error has a code for programs; what libraries leave without one is about the input. */
function coded(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return error;
  error.extensions['code'] = 'BAD_USER_INPUT' satisfies ErrorCode;
  // Some scalars ask for a status of their own; all faults of input have the same.
  delete error.extensions['http'];
  return error;
}

function rootOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? rootOf(error.originalError) : error;
}

function publicError(cause: GatewayError, at: unknown): GraphQLError {
  const located = at instanceof GraphQLError ? at : undefined;
  return new GraphQLError(cause.message, {
    ...(located?.source ? { source: located.source } : {}),
    ...(located?.positions ? { positions: located.positions } : {}),
    ...(located?.path ? { path: located.path } : {}),
    extensions: {
      code: cause.code,
      ...(cause.status === 200 ? {} : { http: { status: cause.status, ...headersOf(cause) } }),
    },
  });
}

function headersOf(cause: GatewayError): { headers?: Record<string, string> } {
  if (cause.status === 401) return { headers: { 'www-authenticate': challengeOf(cause) } };
  // RFC 9110, 10.2.3.
  const { retryAfterSeconds } = cause;
  return retryAfterSeconds === undefined
    ? {}
    : { headers: { 'retry-after': String(retryAfterSeconds) } };
}

/** A 401 says what it wants (RFC 9110, 15.5.2). */
const challengeOf = ({ code, message }: GatewayError) =>
  wwwAuthenticate(
    code === 'TOKEN_EXPIRED' ? { error: 'invalid_token', description: message } : undefined,
  );
