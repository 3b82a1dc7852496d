-- What PostGraphile needs to do what the gateway does: roles to take for a request, and an audit table.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['bench_app', 'bench_auditor']
  loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nologin', role_name);
    end if;
  end loop;
end $$;

create schema bench;
create table bench.audit (
  id        bigint      generated always as identity primary key,
  at        timestamptz not null default clock_timestamp(),
  viewer    text        not null,
  app_id    uuid,
  member_id uuid,
  operation text,
  records   uuid[]      not null
);
create index audit_member on bench.audit (member_id, id);
create index audit_app on bench.audit (app_id, id);

grant usage on schema bench to bench_app, bench_auditor;
grant insert on bench.audit to bench_app, bench_auditor;

grant usage on schema public, health to bench_app;
grant select on public.member, public.consent_grant, public.app to bench_app;
grant select on all tables in schema health to bench_app;

grant usage on schema public, ledger to bench_auditor;
grant select on public.app, ledger.entry to bench_auditor;
