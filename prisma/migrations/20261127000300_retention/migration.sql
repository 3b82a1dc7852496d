-- Retention: whole partitions of entries go once the plans' retention is over and no legal hold covers them.
-- Their hashes stay in the tiles, so that every proof and checkpoint stays valid; and so do the few entries
-- that later ones are judged by.
set role cg_ledger;

-- What is looked for in all of the ledger, however old.
create index entry_of_retention on ledger.entry (idx)
  where kind in ('LEDGER_RETIRED', 'LEGAL_HOLD_PLACED', 'LEGAL_HOLD_LIFTED');

-- How many entries a partition has.
create function ledger.partition_width() returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as $$ select 1000000::bigint $$;

create function ledger.partition_name(p_part bigint) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$ select 'entry_' || lpad(p_part::text, 6, '0') $$;

create or replace function ledger.entries_of(p_release uuid[], p_next_index bigint)
returns table(idx bigint, release_id uuid, leaf_hash bytea)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_width constant bigint := ledger.partition_width();
  v_partition regclass;
begin
  for v_part in p_next_index / v_width - 1 .. p_next_index / v_width loop
    v_partition := to_regclass('ledger.entry_' || lpad(v_part::text, 6, '0'));
    continue when v_partition is null;
    return query execute format(
      'select x.idx, x.release_id, x.leaf_hash from %s x where x.release_id = any ($1)', v_partition)
      using p_release;
  end loop;
end $$;

-- Makes a table that stands beside the ledger its partition, with everything that keeps its rows.
create function ledger.attach_partition(p_part bigint) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  width constant bigint := ledger.partition_width();
  part_name constant text := ledger.partition_name(p_part);
begin
  execute format('create trigger entry_kept before truncate on ledger.%I for each statement execute function ledger.never()', part_name);
  execute format('alter table ledger.%I enable always trigger entry_kept', part_name);
  execute format('alter table ledger.entry attach partition ledger.%I for values from (%s) to (%s)',
    part_name, p_part * width, (p_part + 1) * width);
  execute format('alter table ledger.%I enable always trigger entry_fixed', part_name);
  execute format('grant select on ledger.%I to cg_gateway', part_name);
end $$;
revoke all on function ledger.attach_partition(bigint) from public;

create or replace function ledger.prepare_partitions(since bigint, upto bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  width constant bigint := ledger.partition_width();
  part bigint;
begin
  -- Several gateways may start at once.
  perform pg_advisory_xact_lock(hashtextextended('ledger.prepare_partitions', 0));
  for part in since / width .. (greatest(upto, 1) - 1) / width loop
    if to_regclass('ledger.' || ledger.partition_name(part)) is null then
      execute format('create table ledger.%I (like ledger.entry including defaults including constraints)',
        ledger.partition_name(part));
      perform ledger.attach_partition(part);
    end if;
  end loop;
end $$;

create or replace function ledger.keep_ahead() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform ledger.prepare_partitions(next_index, next_index + ledger.partition_width() + 1)
    from ledger.head where id = 1;
end $$;

-- Copies what stays of a partition: the ledger's own entries, those of apps and materials, which name no
-- member, and of grants that outlived what is retired, whose disclosures are still there, the signatures.
create function ledger.copy_kept(p_part bigint, p_below bigint, p_border timestamptz) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create table ledger.%I (like ledger.entry including defaults including constraints)',
    ledger.partition_name(p_part) || '_kept');
  execute format($f$insert into ledger.%I select e.* from ledger.%I e
     where e.kind like 'LEDGER\_%%' or e.kind like 'LEGAL\_HOLD\_%%' or e.kind like 'APP\_%%'
        or e.kind = 'MATERIAL_PUBLISHED'
        or e.kind = 'GRANT_SIGNED'
          and to_timestamp((convert_from(e.leaf, 'UTF8')::jsonb ->> 'endsAt')::bigint / 1000.0) > $2
          and not exists (
            select from ledger.change c where c.subject_table = 'consent_grant' and c.version = 2
              and c.subject_id = (convert_from(e.leaf, 'UTF8')::jsonb ->> 'subject')::uuid and c.idx < $1)$f$,
    ledger.partition_name(p_part) || '_kept', ledger.partition_name(p_part)) using p_below, p_border;
end $$;
revoke all on function ledger.copy_kept(bigint, bigint, timestamptz) from public;

-- Puts what stays in the place of the whole. The ledger's head must be locked already: appends lock it first.
create function ledger.swap_kept(p_part bigint) returns void
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  part_name constant text := ledger.partition_name(p_part);
begin
  perform 1 from ledger.head where id = 1 for update;
  execute format('alter table ledger.entry detach partition ledger.%I', part_name);
  execute format('drop table ledger.%I', part_name);
  execute format('alter table ledger.%I rename to %I', part_name || '_kept', part_name);
  perform ledger.attach_partition(p_part);
end $$;
revoke all on function ledger.swap_kept(bigint) from public;

create or replace function ledger.is_about_ledger(leaf jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    -- A forged one would stop every gateway for good: only for whoever has deliberately taken the
    -- ledger's owner.
    when leaf ->> 'kind' in ('LEDGER_KEY_CHANGED', 'LEDGER_CONTINUED', 'LEDGER_RETIRED', 'LEGAL_HOLD_PLACED',
        'LEGAL_HOLD_LIFTED')
      and current_setting('role') <> 'cg_ledger' then false
    else case leaf ->> 'kind'
      when 'LEDGER_KEY_CHANGED' then leaf ?& array['actor', 'origin', 'verifierKey', 'note']
      when 'LEDGER_CONTINUED' then leaf ?& array['actor', 'origin', 'former', 'note']
      when 'LEDGER_VERIFIED' then jsonb_typeof(leaf -> 'sound') = 'boolean' and jsonb_typeof(leaf -> 'entries') = 'number'
      when 'LEDGER_RETIRED' then leaf ? 'actor' and jsonb_typeof(leaf -> 'below') = 'number'
      when 'LEGAL_HOLD_PLACED' then leaf ?& array['actor', 'hold', 'reference']
      when 'LEGAL_HOLD_LIFTED' then leaf ?& array['actor', 'hold']
      when 'EVIDENCE_EXPORTED' then leaf ?& array['actor', 'bundle'] and jsonb_typeof(leaf -> 'entries') = 'number'
    end
  end
$$;

set role cg_migrator;
