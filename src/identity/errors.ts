/** Error codes of RFC 6750, section 3.1, that the identity slice answers with. */
export type BearerErrorCode = 'invalid_request' | 'invalid_token';

/** Credentials that were shown and not accepted. `message` is public; details are in `cause`. */
export abstract class CredentialsRefused extends Error {
  abstract readonly status: 400 | 401;
  abstract readonly error: BearerErrorCode;
  /** Public text for `error_description`: what is wrong, nothing about our keys or settings. */
  get description(): string {
    return this.message;
  }
}

/** The Authorization header is not one well-formed bearer token. */
export class BearerRefused extends CredentialsRefused {
  override readonly name = 'BearerRefused';
  override readonly status = 400;
  override readonly error = 'invalid_request';
}

const DESCRIPTIONS = {
  malformed: 'The token is not a well-formed signed JWT access token.',
  expired: 'The token has expired.',
  wrong_issuer: 'The token comes from an issuer that is not accepted here.',
  wrong_audience: 'The token is meant for another audience.',
  algorithm_not_allowed: 'The token is signed with an algorithm that is not accepted here.',
  unknown_key: 'The token is signed with a key that is not known here.',
  bad_signature: 'The signature of the token is wrong.',
  not_yet_valid: 'The token is not valid yet.',
  unknown_token: 'The token is not known here, or what it rests on has ended.',
  no_records: 'The scopes of the token name no records.',
  bad_claims: 'The claims of the token are incomplete or contradict each other.',
} as const;

export type TokenRefusalReason = keyof typeof DESCRIPTIONS;

/** A bearer token that was read and not accepted; `reason` is for machines and metrics. */
export class TokenRefused extends CredentialsRefused {
  override readonly name = 'TokenRefused';
  override readonly status = 401;
  override readonly error = 'invalid_token';
  readonly reason: TokenRefusalReason;

  /** `detail` is public: it names claims and rules, never values. */
  constructor(reason: TokenRefusalReason, options: { detail?: string; cause?: unknown } = {}) {
    const { detail, cause } = options;
    const description = DESCRIPTIONS[reason];
    super(detail ? `${description} ${detail}` : description, { cause });
    this.reason = reason;
  }
}

/**
 * The keys that would prove a token cannot be had or used. Not the client's fault: 503, and no
 * challenge, or clients would throw good tokens away.
 */
export class KeySetUnavailable extends Error {
  override readonly name = 'KeySetUnavailable';
  readonly status = 503;
  constructor(options: { cause: unknown }) {
    super('The keys that prove tokens are not available at the moment. Try again later.', options);
  }
}

/** A setting of the identity slice that cannot be worked with. */
export class IdentitySettingsInvalid extends Error {
  override readonly name = 'IdentitySettingsInvalid';
}

/** The development key or a development token was asked for where there must be none, or is broken. */
export class DevelopmentKeyRefused extends Error {
  override readonly name = 'DevelopmentKeyRefused';
}

/** The token command was called wrongly; `message` says what to type instead. */
export class TokenCommandInvalid extends Error {
  override readonly name = 'TokenCommandInvalid';
}
