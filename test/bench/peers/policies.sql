-- The gateway's check, as row-level security: a live grant of the app whose categories, labels and
-- window cover the row. The unique index on a member's active grants finds it for each row.
create function bench.asking_app() returns uuid language sql stable as $$
  select nullif(current_setting('bench.app', true), '')::uuid
$$;

alter table public.member enable row level security;
create policy granted on public.member for select to bench_app using (exists (
  select from public.consent_grant g join public.app a on a.id = g.app_id
  where g.member_id = member.id and g.app_id = (select bench.asking_app())
    and g.state = 'ACTIVE' and a.state = 'APPROVED'
    and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at));

alter table health.claim enable row level security;
create policy granted on health.claim for select to bench_app using (exists (
  select from public.consent_grant g join public.app a on a.id = g.app_id
  where g.member_id = claim.member_id and g.app_id = (select bench.asking_app())
    and g.state = 'ACTIVE' and a.state = 'APPROVED'
    and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at
    and claim.category = any (g.categories) and claim.labels <@ g.labels
    and claim.service_date between g.since and coalesce(g.until, 'infinity')));

alter table health.observation enable row level security;
create policy granted on health.observation for select to bench_app using (exists (
  select from public.consent_grant g join public.app a on a.id = g.app_id
  where g.member_id = observation.member_id and g.app_id = (select bench.asking_app())
    and g.state = 'ACTIVE' and a.state = 'APPROVED'
    and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at
    and 'CLINICAL' = any (g.categories) and observation.labels <@ g.labels
    and observation.service_date between g.since and coalesce(g.until, 'infinity')));

-- Grants end and are signed anew without the gateway's ledger: an audit row stands in its place.
drop trigger grant_entry on public.consent_grant;

create function public.end_grant(member uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog as $$
  update public.consent_grant set state = 'REVOKED', version = version + 1, ended_at = clock_timestamp(),
      ended_by_kind = 'MEMBER', ended_by = member::text, ended_channel = 'ONLINE', ended_reason = 'bench'
    where member_id = member and app_id = bench.asking_app() and state = 'ACTIVE';
  insert into bench.audit (viewer, app_id, member_id, operation, records)
    values ('MEMBER', bench.asking_app(), member, 'end', '{}');
  select true
$$;

create function public.sign_grant_anew(member uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog as $$
  insert into public.consent_grant (id, member_id, app_id, plan_id, version, state, categories, labels,
      include_undated, since, until, purpose, language, signature, document, document_hash, signed_at,
      starts_at, ends_at)
    select gen_random_uuid(), member_id, app_id, plan_id, 1, 'ACTIVE', categories, labels,
      include_undated, since, until, purpose, language, signature, document, document_hash, now(),
      now(), now() + interval '364 days'
    from public.consent_grant g where g.member_id = member and g.app_id = bench.asking_app()
    order by g.signed_at desc limit 1;
  insert into bench.audit (viewer, app_id, member_id, operation, records)
    values ('MEMBER', bench.asking_app(), member, 'sign', '{}');
  select true
$$;
