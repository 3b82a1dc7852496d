import { BearerRefused } from './errors.ts';

export type BearerCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string };

/** A bound on what is parsed for somebody not known yet, and what proxies pass on by default. */
const MAXIMUM_BYTES = 8 * 1024;

/**
 * Reads the Authorization header (RFC 6750, section 2.1).
 *
 * @param header the field's value as received, repeated fields joined by ", "; null when absent
 * @throws BearerRefused when the header is there but is not exactly one bearer token: a client that
 *   meant to say who it is must not be served as nobody
 */
export function readBearer(header: string | null): BearerCredentials {
  if (header === null) return { kind: 'none' };
  if (header.length > MAXIMUM_BYTES) {
    throw new BearerRefused(`The Authorization header is longer than ${MAXIMUM_BYTES} bytes.`);
  }
  if (!/^[\x20-\x7e]*$/.test(header)) {
    throw new BearerRefused('The Authorization header holds characters outside printable ASCII.');
  }
  const [scheme = '', ...credentials] = header.trim().split(/ +/);
  if (scheme.toLowerCase() !== 'bearer') {
    throw new BearerRefused('The Authorization scheme must be Bearer.');
  }
  const [token, ...others] = credentials;
  if (token === undefined) {
    throw new BearerRefused('The Authorization header names Bearer but holds no token.');
  }
  if (others.length > 0 || token.includes(',')) {
    throw new BearerRefused('The Authorization header must hold exactly one token.');
  }
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(token)) {
    throw new BearerRefused('The bearer token holds characters that tokens cannot hold.');
  }
  return { kind: 'token', token };
}
