import { z } from 'zod';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Where a sign-in may return to: https, a native app's own scheme in reverse domain order (RFC 8252
 * section 7.1), or http on the device itself (7.3). Never a fragment (RFC 6749 section 3.1.2), and
 * never a scheme that a browser would run, such as `javascript:`.
 */
export const redirectUri = z.string().refine((text) => {
  const url = URL.parse(text);
  if (url === null || text.includes('#')) return false;
  const { protocol, hostname } = url;
  if (protocol === 'https:') return true;
  return protocol === 'http:' ? loopback.has(hostname) : protocol.includes('.');
});
