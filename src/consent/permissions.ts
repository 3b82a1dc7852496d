import type pg from 'pg';
import { z } from 'zod';
import type { AppViewer, Viewer } from '../identity/viewer.ts';
import type { Permission } from './permission.ts';
import { isCategory, isLabel, psychotherapyNotes, purposes } from './vocabulary.ts';

/**
 * Finds what lets a viewer see each of some members, at this moment, in one statement. Whoever is
 * neither the member nor an app with a live grant gets nothing: there is no other way in.
 *
 * @param pool the gateway role's pool
 * @returns one permission, or undefined, for each member asked for, in that order
 */
export async function findPermissions(
  pool: pg.Pool,
  viewer: Viewer,
  memberIds: readonly string[],
): Promise<(Permission | undefined)[]> {
  const found = await permissionsByMember(pool, viewer, memberIds);
  return memberIds.map((memberId) => found.get(memberId));
}

async function permissionsByMember(
  pool: pg.Pool,
  viewer: Viewer,
  memberIds: readonly string[],
): Promise<Map<string, Permission>> {
  if (viewer.kind === 'MEMBER') return ownPermission(pool, viewer.memberId, memberIds);
  if (viewer.kind === 'APP') return grantPermissions(pool, viewer, memberIds);
  return new Map();
}

async function ownPermission(
  pool: pg.Pool,
  ownId: string,
  memberIds: readonly string[],
): Promise<Map<string, Permission>> {
  if (!memberIds.includes(ownId)) return new Map();
  const { rows } = await pool.query({
    name: 'consent-own-permission',
    text: 'select id, plan_id from public.member where id = $1',
    values: [ownId],
  });
  return new Map(
    rows.map((row) => {
      const member = memberRow.parse(row);
      return [member.id, { kind: 'OWN', memberId: member.id, planId: member.plan_id }];
    }),
  );
}

/**
 * A grant stands while it is active, within its term, and its app is approved: as the gate judges. One that names
 * psychotherapy notes beside other data never did (45 CFR 164.508(b)(2)(iv)).
 */
const liveGrants = `
  from public.consent_grant g
  join public.app a on a.id = g.app_id and a.state = 'APPROVED'
  join public.plan p on p.id = g.plan_id
  where g.app_id = $1 and g.state = 'ACTIVE'
    and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at
    and not '${psychotherapyNotes}' = any(g.labels)`;

async function grantPermissions(
  pool: pg.Pool,
  viewer: AppViewer,
  memberIds: readonly string[],
): Promise<Map<string, Permission>> {
  const reachable = memberIds.filter((memberId) => reaches(viewer, memberId));
  if (reachable.length === 0) return new Map();
  const { rows } = await pool.query({
    name: 'consent-grant-permissions',
    text: `select g.id, g.version, g.member_id, g.plan_id, g.app_id, a.partner_id, a.kind, g.categories,
        g.labels, g.include_undated, g.since, g.until, g.purpose, p.floor_date,
        (g.signed_at at time zone 'UTC')::date as signed_on
      ${liveGrants} and g.member_id = any($2::uuid[])`,
    values: [viewer.appId, reachable],
  });
  return new Map(
    rows.map((row) => {
      const permission = grantRow.parse(row);
      return [permission.memberId, permission];
    }),
  );
}

/**
 * The members that an app may see now, by id, a page at a time.
 *
 * @param after the last id of the page before
 * @param take how many at most
 */
export async function findGrantedMembers(
  pool: pg.Pool,
  viewer: AppViewer,
  after: string | undefined,
  take: number,
): Promise<string[]> {
  const { rows } = await pool.query({
    name: 'consent-granted-members',
    text: `select g.member_id ${liveGrants}
        and ($2::uuid is null or g.member_id > $2) and ($3::uuid is null or g.member_id = $3)
      order by g.member_id limit $4`,
    values: [viewer.appId, after, viewer.members.all ? null : viewer.members.memberId, take],
  });
  return rows.map((row) => grantedRow.parse(row).member_id);
}

const reaches = (viewer: AppViewer, memberId: string) =>
  viewer.members.all || viewer.members.memberId === memberId;

// zod compiles a schema when it first parses: made for each row, that is most of the cost.
const memberRow = z.object({ id: z.string(), plan_id: z.string() });
const grantedRow = z.object({ member_id: z.string() });
const grantRow = z
  .object({
    id: z.string(),
    version: z.number(),
    member_id: z.string(),
    plan_id: z.string(),
    app_id: z.string(),
    partner_id: z.string(),
    kind: z.enum(['THIRD_PARTY_APP', 'HEALTH_PLAN', 'PROVIDER']),
    categories: z.array(z.string()),
    labels: z.array(z.string()),
    include_undated: z.boolean(),
    since: z.string(),
    until: z.string().nullable(),
    purpose: z.enum(purposes),
    floor_date: z.string(),
    signed_on: z.string(),
  })
  .transform(
    (row): Permission => ({
      kind: 'GRANT',
      grantId: row.id,
      version: row.version,
      memberId: row.member_id,
      planId: row.plan_id,
      appId: row.app_id,
      partnerId: row.partner_id,
      recipient: row.kind,
      // What today's vocabulary does not know is not consented to.
      categories: row.categories.filter(isCategory),
      labels: row.labels.filter(isLabel),
      includeUndated: row.include_undated,
      since: row.since,
      until: row.until,
      purpose: row.purpose,
      floorDate: row.floor_date,
      signedOn: row.signed_on,
    }),
  );
