import { z } from 'zod';
import { findGrantedMembers } from '../consent/permissions.ts';
import { builder } from '../graphql/kit/builder.ts';
import type { RequestContext } from '../graphql/kit/context.ts';
import { isUuid } from '../graphql/kit/ids.ts';
import { type Connection, connectionOf, openCursor } from '../graphql/kit/pages.ts';

/** A member whom this viewer may see: it exists only with a Scope behind it. */
export type VisibleMember = { readonly id: string; readonly planId: string };

/** The GraphQL type; its fields are in members.graphql.ts and records.graphql.ts. */
export const MemberRef = builder.objectRef<VisibleMember>('Member');

/** The member, if this viewer has a permission for them now; unknown and not granted are the same. */
export async function visibleMember(
  context: RequestContext,
  memberId: string,
): Promise<VisibleMember | null> {
  if (!isUuid(memberId)) return null;
  const scope = await context.reader.scopeOf(memberId.toLowerCase());
  return scope === undefined ? null : { id: scope.memberId, planId: scope.permission.planId };
}

/** The members that this viewer may see: an app's granting ones, a member themself. */
export async function visibleMembers(
  context: RequestContext,
  take: number,
  after: string | null | undefined,
): Promise<Connection<VisibleMember>> {
  const { viewer } = context;
  const list = ['members'];
  const last = openCursor(context, list, after, z.string());
  const ids =
    viewer.kind === 'APP'
      ? await findGrantedMembers(context.services.database.gateway, viewer, last, take + 1)
      : viewer.kind === 'MEMBER' && last === undefined
        ? [viewer.memberId]
        : [];
  const found = await Promise.all(ids.slice(0, take).map((id) => visibleMember(context, id)));
  // A grant can end between the two look-ups: then the member is left out.
  const members = found.filter((member) => member !== null);
  return connectionOf(
    context,
    list,
    members,
    ids.length > take,
    (member) => member.id,
    // Of a member's own list there is no next page, and nothing else to tell them than themself.
    viewer.kind === 'APP' ? ids.slice(0, take).at(-1) : undefined,
  );
}
