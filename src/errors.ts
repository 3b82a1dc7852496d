/**
 * Every error that a client can meet: its code, what it may be told, and which HTTP status goes
 * with it. What is wrong inside (`detail`) is for the log alone.
 */
const publicErrors = {
  UNAUTHENTICATED: { status: 401, text: 'This needs a valid bearer token.' },
  FORBIDDEN: { status: 200, text: 'You may not ask for this.' },
  BAD_REQUEST: { status: 400, text: 'This is not a GraphQL request.' },
  DOCUMENT_NOT_TRUSTED: { status: 400, text: 'This is not a trusted document.' },
  BAD_USER_INPUT: { status: 200, text: 'The input is not valid.' },
  BAD_CURSOR: {
    status: 200,
    text: 'This cursor does not belong to this list, its filter and you. Start without `after`.',
  },
  QUERY_TOO_COMPLEX: { status: 200, text: 'The query asks for too much at once.' },
  RATE_LIMITED: { status: 429, text: 'You have asked for too much in the last minute.' },
  PAYLOAD_TOO_LARGE: { status: 413, text: 'The request body is too large.' },
  NOT_ACCEPTABLE: { status: 406, text: 'Responses are JSON: accept application/json.' },
  TOKEN_EXPIRED: { status: 401, text: 'The token expired while the request was under way.' },
  RELEASE_REFUSED: {
    status: 200,
    text: 'What this response rests on no longer stands, so nothing is released.',
  },
  LEDGER_UNAVAILABLE: {
    status: 503,
    text: 'The ledger cannot record this disclosure now, so nothing is released. Try again.',
  },
  LEDGER_UNSOUND: {
    status: 503,
    text: 'The ledger is not what it was. Nothing is released until its operator has looked.',
  },
  UNAVAILABLE: { status: 503, text: 'The gateway cannot answer now. Try again.' },
  INTERNAL_SERVER_ERROR: { status: 500, text: 'Something went wrong on our side.' },
} as const;

export type ErrorCode = keyof typeof publicErrors;

/** An error with a public and a private side. `message` is public, `detail` is not. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  /** After how long it is worth trying again, where that is known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    options: {
      message?: string;
      detail?: string;
      cause?: unknown;
      retryAfterSeconds?: number;
    } = {},
  ) {
    const { status, text } = publicErrors[code];
    super(options.message ?? text, { cause: options.cause });
    this.code = code;
    this.status = status;
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
