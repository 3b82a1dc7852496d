/**
 * What can be wrong with the embedded database:
 * - `IN_USE`: another live process owns the data directory
 * - `NOT_PERMITTED`: this user may not read, write or own what is needed
 * - `UNSUPPORTED_PLATFORM`: no PostgreSQL for this machine, or it does not run here
 * - `INCONSISTENT`: the data directory is not what an earlier start left behind
 * - `NOT_STARTED`: PostgreSQL itself refused; the message carries its last words
 */
export type EmbeddedPostgresErrorCode =
  | 'IN_USE'
  | 'NOT_PERMITTED'
  | 'UNSUPPORTED_PLATFORM'
  | 'INCONSISTENT'
  | 'NOT_STARTED';

/** A fault of the embedded database that its operator can mend; the message says how. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The ways out that every operator has, as the last sentence of a message. */
export const OTHER_WAYS =
  'Or set DATA_DIR to another directory, or DATABASE_URL to a PostgreSQL server of your own.';

/** The `code` of a system error (`ENOENT`, `EACCES`, …); undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The value, or undefined when what it was read from does not exist; other errors pass. */
export async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
