-- What the tables themselves hold to, and who may touch them.

-- ------------------------------------------------------------ closed vocabularies

alter table plan add constraint plan_term check (maximum_term_days between 1 and 365);
alter table consent_grant
  add constraint consent_grant_categories check (
    cardinality(categories) > 0
    and categories <@ array['DEMOGRAPHICS','COVERAGE','CLAIMS','PAYMENTS','PHARMACY','ENCOUNTERS','CLINICAL']),
  add constraint consent_grant_window check (until is null or since <= until),
  add constraint consent_grant_term check (
    signed_at <= starts_at and starts_at < ends_at and ends_at <= starts_at + interval '365 days'),
  add constraint consent_grant_end check (
    (state = 'ACTIVE') = (ended_at is null)
    and (ended_at is null) = (ended_by_kind is null)
    and (ended_at is null) = (ended_by is null)
    and (ended_at is null) = (ended_channel is null)
    and (ended_at is null) = (ended_reason is null)
    and (superseded_by is null or state = 'SUPERSEDED')
    and (ended_at is null or ended_at >= signed_at));
alter table health.claim add constraint claim_category check (category in ('CLAIMS', 'PHARMACY')),
  add constraint claim_resource_type check (resource_type in ('Claim', 'ExplanationOfBenefit'));

-- A member has at most one active grant for an app: signing anew supersedes the earlier one.
create unique index consent_grant_one_active on consent_grant (member_id, app_id) where state = 'ACTIVE';

-- ------------------------------------------------------------ grants end, and then stay as they are

create function grant_insert_rule() returns trigger language plpgsql as $$
begin
  if new.version <> 1 or new.state <> 'ACTIVE' then
    raise exception 'a grant begins active, in version 1' using errcode = 'check_violation';
  end if;
  -- No back-dating: the signature is of now.
  if new.signed_at not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 seconds' then
    raise exception 'a grant is signed now, not %', new.signed_at using errcode = 'check_violation';
  end if;
  return new;
end $$;

create function grant_update_rule() returns trigger language plpgsql as $$
begin
  if old.state <> 'ACTIVE' then
    raise exception 'grant % has ended and cannot change', old.id using errcode = 'check_violation';
  end if;
  if new.state = 'ACTIVE' or new.version <> old.version + 1 then
    raise exception 'an active grant can only end, and counts its version one on' using errcode = 'check_violation';
  end if;
  if new.ended_at not between clock_timestamp() - interval '5 minutes' and clock_timestamp() + interval '5 seconds' then
    raise exception 'a grant ends now, not %', new.ended_at using errcode = 'check_violation';
  end if;
  -- What was signed stays what was signed.
  if (to_jsonb(new) - array['version','state','ended_at','ended_by_kind','ended_by','ended_channel','ended_reason','superseded_by'])
     <> (to_jsonb(old) - array['version','state','ended_at','ended_by_kind','ended_by','ended_channel','ended_reason','superseded_by']) then
    raise exception 'what grant % says cannot change; sign a new one', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create function app_insert_rule() returns trigger language plpgsql as $$
begin
  if new.version <> 1 or new.state <> 'PENDING' then
    raise exception 'an app begins pending, in version 1' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create function app_update_rule() returns trigger language plpgsql as $$
begin
  if new.version <> old.version + 1 or new.id <> old.id or new.partner_id <> old.partner_id
     or new.kind <> old.kind then
    raise exception 'a change of app % counts its version one on and leaves whose and what it is', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create function never() returns trigger language plpgsql as $$
begin
  raise exception '% on % is never allowed', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger grant_insert before insert on consent_grant for each row execute function grant_insert_rule();
create trigger grant_update before update on consent_grant for each row execute function grant_update_rule();
create trigger grant_delete before delete on consent_grant for each row execute function never();
create trigger grant_truncate before truncate on consent_grant for each statement execute function never();
create trigger app_insert before insert on app for each row execute function app_insert_rule();
create trigger app_update before update on app for each row execute function app_update_rule();
create trigger app_delete before delete on app for each row execute function never();
create trigger attestation_change before update or delete on app_attestation for each row execute function never();
create trigger material_change before update or delete on material for each row execute function never();
create trigger grant_material_change before update or delete on grant_material for each row execute function never();

-- ------------------------------------------------------------ who may touch what

grant usage on schema public to cg_gateway, cg_import, cg_ledger;
grant select on plan, line_of_business, member, partner, app, app_attestation, material, consent_grant, grant_material
  to cg_gateway;
grant insert on plan, line_of_business, partner, app, app_attestation, material, consent_grant, grant_material
  to cg_gateway;
grant update on app, consent_grant to cg_gateway;

-- Health data: the door reads, the importer writes, the gateway's own role does neither.
grant usage on schema health to cg_door, cg_import;
grant select on all tables in schema health to cg_door;
grant select, insert, update, delete on all tables in schema health to cg_import;
grant select on plan, line_of_business to cg_import;
grant select, insert, update on member to cg_import;

-- The gate judges grants and apps.
grant select on consent_grant, app to cg_ledger;
