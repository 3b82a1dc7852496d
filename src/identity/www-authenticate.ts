import type { BearerErrorCode } from './errors.ts';

const REALM = 'consent-gateway';
const MAXIMUM_DESCRIPTION = 240;

/**
 * Builds the value of the WWW-Authenticate header (RFC 6750, section 3).
 *
 * @param refusal what was wrong with the credentials; absent when none were shown, in which case the
 *   RFC asks for a bare challenge without an error code
 */
export function wwwAuthenticate(refusal?: {
  readonly error: BearerErrorCode;
  readonly description: string;
}): string {
  const challenge = `Bearer realm="${REALM}"`;
  if (!refusal) return challenge;
  return `${challenge}, error="${refusal.error}", error_description="${quotable(refusal.description)}"`;
}

// The RFC's alphabet for error_description: printable ASCII without quote and backslash. All else,
// line breaks above all, could end the value or the header, so none of it gets through.
function quotable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, MAXIMUM_DESCRIPTION);
}
