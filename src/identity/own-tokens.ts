import { randomBytes } from 'node:crypto';
import type { KnownViewer } from './viewer.ts';

/**
 * Tokens by which the gateway asks itself on behalf of somebody it knows already: a member at its own pages.
 * So these read by the same rules, the same gate and the same ledger as everybody. Each is good for one
 * request, in this process alone, and is never shown to anybody.
 */
export class OwnTokens {
  readonly #viewers = new Map<string, KnownViewer>();

  issue(viewer: KnownViewer): string {
    const token = `own-${randomBytes(32).toString('base64url')}`;
    this.#viewers.set(token, viewer);
    return token;
  }

  /** Who asks with it, if it is one; it is used up with that. */
  take(token: string): KnownViewer | undefined {
    const viewer = this.#viewers.get(token);
    this.#viewers.delete(token);
    return viewer;
  }
}
