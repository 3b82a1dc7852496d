import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import type { Viewer } from '../identity/viewer.ts';
import type { Permission } from './permission.ts';
import { findPermissions } from './permissions.ts';

const rememberedAtMost = 50_000;

/**
 * Remembers for some seconds what lets a viewer see a member. Nothing is released on the strength of
 * it: the gate judges every grant and app anew when it appends, and a release that it refuses is read
 * again without this memory. That there is no permission is not remembered: a grant holds at once.
 */
export class PermissionMemory {
  readonly #pool: pg.Pool;
  readonly #known: LRUCache<string, Permission> | undefined;

  /**
   * @param pool the gateway role's pool
   * @param milliseconds for how long; 0 remembers nothing
   */
  constructor(pool: pg.Pool, milliseconds: number) {
    this.#pool = pool;
    this.#known =
      milliseconds === 0 ? undefined : new LRUCache({ max: rememberedAtMost, ttl: milliseconds });
  }

  /**
   * One permission, or undefined, for each member asked for, in that order.
   *
   * @param fresh whether to ask the database whatever is remembered
   */
  async find(
    viewer: Viewer,
    memberIds: readonly string[],
    fresh: boolean,
  ): Promise<(Permission | undefined)[]> {
    const remembered = memberIds.map((memberId) =>
      fresh ? undefined : this.#known?.get(keyOf(viewer, memberId)),
    );
    const missing = memberIds.filter((_, at) => remembered[at] === undefined);
    if (missing.length === 0) return remembered;
    const found = await findPermissions(this.#pool, viewer, missing);
    const byMember = new Map(missing.map((memberId, at) => [memberId, found[at]]));
    for (const [memberId, permission] of byMember) {
      const key = keyOf(viewer, memberId);
      if (permission === undefined) this.#known?.delete(key);
      else this.#known?.set(key, permission);
    }
    return memberIds.map((memberId, at) => remembered[at] ?? byMember.get(memberId));
  }
}

/** What a permission depends on: who asks, whom their token reaches, and whose data it is. */
function keyOf(viewer: Viewer, memberId: string): string {
  if (viewer.kind === 'MEMBER') return `MEMBER ${viewer.memberId} ${memberId}`;
  if (viewer.kind !== 'APP') return viewer.kind;
  const reach = viewer.members.all ? '' : viewer.members.memberId;
  return `APP ${viewer.appId} ${reach} ${memberId}`;
}
