import { LRUCache } from 'lru-cache';
import { isExpired, type KnownViewer } from '../identity/viewer.ts';
import type { Authenticate } from './plugins/authenticate.ts';

/** A key that the issuer withdraws is trusted for this much longer, for tokens already seen. */
const rememberedMilliseconds = 60_000;

/**
 * Remembers tokens that were accepted: to verify a signature costs more than the rest of a small
 * request. A refusal is not remembered, and a token that has run out meanwhile is verified again, and
 * so refused for what it is.
 */
export function rememberTokens(verify: Authenticate): Authenticate {
  const known = new LRUCache<string, KnownViewer>({ max: 10_000, ttl: rememberedMilliseconds });
  return async (token) => {
    const viewer = known.get(token);
    if (viewer !== undefined && !isExpired(viewer, Date.now())) return { viewer };
    const verified = await verify(token);
    known.set(token, verified.viewer);
    return verified;
  };
}
