-- The ledger: owned by a role that nobody logs in as and that neither gateway, importer nor
-- migrator is by default. Accidental DROP, TRUNCATE, DETACH, UPDATE and DELETE are refused.
create schema ledger authorization cg_ledger;
set role cg_ledger;

-- An entry's leaf is its canonical JSON (RFC 8785). The stored bytes are the authority; the columns
-- beside them are projections, made from the leaf by ledger.append and by nothing else.
create table ledger.entry (
  idx           bigint      not null,
  release_id    uuid        not null,
  kind          text        not null,
  at            timestamptz not null,
  plan_id       uuid,
  member_id     uuid,
  app_id        uuid,
  partner_id    uuid,
  grant_id      uuid,
  grant_version int,
  purpose       text,
  categories    text[]      not null,
  labels        text[]      not null,
  leaf          bytea       not null,
  leaf_hash     bytea       not null,
  primary key (idx)
) partition by range (idx);

create index entry_release on ledger.entry (release_id);
create index entry_member on ledger.entry (member_id, idx) where member_id is not null;
create index entry_app on ledger.entry (app_id, idx) where app_id is not null;
create index entry_partner on ledger.entry (partner_id, idx) where partner_id is not null;
create index entry_at on ledger.entry using brin (at);

-- The next index to give. Its row lock is what orders the ledger: see ledger.append.
create table ledger.head (
  id         int    primary key check (id = 1),
  next_index bigint not null
) with (fillfactor = 10);
insert into ledger.head (id, next_index) values (1, 0);

-- Every version of a grant or app, with the entry that tells of it.
create table ledger.change (
  subject_table text   not null check (subject_table in ('consent_grant', 'app')),
  subject_id    uuid   not null,
  version       int    not null,
  kind          text   not null,
  idx           bigint not null,
  primary key (subject_table, subject_id, version)
);

create function ledger.never() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

-- Row triggers of the parent reach every partition; TRUNCATE triggers do not: one for each partition.
create trigger entry_fixed before update or delete on ledger.entry for each row execute function ledger.never();
alter table ledger.entry enable always trigger entry_fixed;
create trigger entry_kept before truncate on ledger.entry for each statement execute function ledger.never();
alter table ledger.entry enable always trigger entry_kept;
create trigger change_fixed before update or delete on ledger.change for each row execute function ledger.never();
alter table ledger.change enable always trigger change_fixed;

create trigger change_kept before truncate on ledger.change for each statement execute function ledger.never();
alter table ledger.change enable always trigger change_kept;
create trigger head_kept before delete on ledger.head for each row execute function ledger.never();
alter table ledger.head enable always trigger head_kept;
create trigger head_emptied before truncate on ledger.head for each statement execute function ledger.never();
alter table ledger.head enable always trigger head_emptied;

-- Makes sure of a partition for every index from `since` to below `upto`, a million entries each. CREATE then
-- ATTACH, because CREATE … PARTITION OF would lock out the readers of the whole ledger.
create function ledger.prepare_partitions(since bigint, upto bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  width constant bigint := 1000000;
  part bigint;
  part_name text;
begin
  -- Several gateways may start at once.
  perform pg_advisory_xact_lock(hashtextextended('ledger.prepare_partitions', 0));
  for part in since / width .. (greatest(upto, 1) - 1) / width loop
    part_name := 'entry_' || lpad(part::text, 6, '0');
    if to_regclass('ledger.' || part_name) is null then
      execute format('create table ledger.%I (like ledger.entry including defaults including constraints)', part_name);
      execute format('create trigger entry_kept before truncate on ledger.%I for each statement execute function ledger.never()', part_name);
      execute format('alter table ledger.%I enable always trigger entry_kept', part_name);
      execute format('alter table ledger.entry attach partition ledger.%I for values from (%s) to (%s)',
        part_name, part * width, (part + 1) * width);
      execute format('alter table ledger.%I enable always trigger entry_fixed', part_name);
      execute format('grant select on ledger.%I to cg_gateway', part_name);
    end if;
  end loop;
end $$;
revoke all on function ledger.prepare_partitions(bigint, bigint) from public;
select ledger.prepare_partitions(0, 1);

grant usage on schema ledger to cg_gateway, cg_migrator;
grant select on ledger.entry, ledger.head to cg_gateway;

set role cg_migrator;
