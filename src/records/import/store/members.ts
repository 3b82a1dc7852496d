import type pg from 'pg';
import type { PendingRecord } from '../read-record.ts';

/** The plan whose members are imported. */
export type ImportPlan = { readonly id: string; readonly slug: string };

/** Adds the members that Patients stand for. Those already known keep what coverages said of them. */
export async function addMembers(
  client: pg.ClientBase,
  plan: ImportPlan,
  lineOfBusiness: string | null,
  patients: readonly PendingRecord[],
): Promise<void> {
  if (patients.length === 0) return;
  await client.query(
    `insert into public.member (id, plan_id, source_id, line_of_business)
     select id, $1, source_id, $2 from unnest($3::uuid[], $4::text[]) as given (id, source_id)
     on conflict (id) do nothing`,
    [
      plan.id,
      lineOfBusiness,
      patients.map((record) => record.memberId),
      patients.map((record) => record.sourceId),
    ],
  );
}

/** Those of the given ids that are members. */
export async function existingMembers(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'select id from public.member where id = any($1)',
    [ids],
  );
  return rows.map((row) => row.id);
}

/**
 * Takes over from the coverages of the given members which line of business they belong to and
 * from when until when. The line of business is that of the active coverage that began last, if
 * its class `plan` is one of the plan's lines of business, else the default. Coverages that were
 * entered in error, are drafts or cancelled do not count; members without any keep what they have.
 */
export async function takeOverCoverages(
  client: pg.ClientBase,
  plan: ImportPlan,
  lineOfBusiness: string | null,
  memberIds: readonly string[],
): Promise<void> {
  await client.query(
    `with counted as (
       select c.* from health.coverage c
       where c.member_id = any($3)
         and coalesce(c.status, 'active') not in ('entered-in-error', 'draft', 'cancelled')),
     current as (
       select distinct on (c.member_id) c.member_id, coalesce(l.code, $2) as line_of_business
       from counted c
       left join public.line_of_business l on l.plan_id = $1 and l.code = c.plan_code
       order by c.member_id, (coalesce(c.status, 'active') = 'active') desc,
         c.period_start desc nulls last, c.id),
     span as (
       select member_id, min(period_start) as effective_from,
         case when bool_or(period_end is null) then null else max(period_end) end as effective_until
       from counted group by member_id)
     update public.member m
     set line_of_business = current.line_of_business, effective_from = span.effective_from,
       effective_until = span.effective_until
     from current join span using (member_id)
     where m.id = current.member_id
       and (m.line_of_business, m.effective_from, m.effective_until)
         is distinct from (current.line_of_business, span.effective_from, span.effective_until)`,
    [plan.id, lineOfBusiness, memberIds],
  );
}
