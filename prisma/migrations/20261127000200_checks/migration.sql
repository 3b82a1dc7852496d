-- What the last check of the whole ledger found, for every gateway on this database to go by.
set role cg_ledger;

create table ledger.last_check (
  id         int         primary key check (id = 1),
  -- A ledger is due for its first check this long after it began.
  began_at   timestamptz not null default clock_timestamp(),
  checked_at timestamptz,
  sound      boolean,
  entries    bigint,
  -- Classes and indexes: no more of an entry than that.
  findings   jsonb       not null default '[]',
  check ((checked_at is null) = (sound is null) and (checked_at is null) = (entries is null))
);
insert into ledger.last_check (id) values (1);
create trigger last_check_kept before delete on ledger.last_check for each row execute function ledger.never();
alter table ledger.last_check enable always trigger last_check_kept;
create trigger last_check_emptied before truncate on ledger.last_check for each statement execute function ledger.never();
alter table ledger.last_check enable always trigger last_check_emptied;

create function ledger.note_check(p_sound boolean, p_entries bigint, p_findings jsonb) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update ledger.last_check
     set checked_at = clock_timestamp(), sound = p_sound, entries = p_entries, findings = p_findings
   where id = 1
$$;
revoke all on function ledger.note_check(boolean, bigint, jsonb) from public;
grant execute on function ledger.note_check(boolean, bigint, jsonb) to cg_gateway;
grant select on ledger.last_check to cg_gateway;

set role cg_migrator;
