-- The gate as it was, with less work for each entry. A leaf is read straight into its fields, and its bytes
-- are carried beside them: they went through two sorts before, which cost more than to read them. And what an
-- append costs no longer depends on how large the ledger was when its session first appended.
set role cg_ledger;

-- What the gate reads of a leaf, under the leaf's own names. Where the shape alone matters it stays JSON.
create type ledger.leaf_reading as (
  v               int,
  release         uuid,
  kind            text,
  at              bigint,
  plan            uuid,
  member          uuid,
  app             uuid,
  partner         uuid,
  "grant"         uuid,
  "grantVersion"  int,
  purpose         text,
  categories      text[],
  labels          text[],
  -- Of an event: what changed, into which version, and how.
  subject         uuid,
  version         int,
  state           text,
  channel         text,
  -- Of a release: who asked, by what, and what was shown.
  actor           json,
  token           json,
  "operationName" json,
  "operationHash" json,
  "responseHash"  json,
  fields          json,
  what            json,
  members         json,
  count           json
);

-- The leaves of an append, read and hashed. Whoever holds the gateway's role can call ledger.append: a leaf that
-- lacks what its kind is read by, or that claims another time than now, is not taken.
create function ledger.read_leaves(p_leaf bytea[], out p_read ledger.leaf_reading[], out p_hash bytea[])
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_now constant bigint := extract(epoch from clock_timestamp()) * 1000;
begin
  select array_agg(json_populate_record(null::ledger.leaf_reading, convert_from(l.leaf, 'UTF8')::json) order by l.n),
         array_agg(sha256('\x00'::bytea || l.leaf) order by l.n)
    into p_read, p_hash
    from unnest(p_leaf) with ordinality l(leaf, n);

  if exists (
    select from unnest(p_read) with ordinality r
     where not coalesce(
           r.v = 1 and r.release is not null
       and r.at between v_now - 300000 and v_now + 300000
       and array_position(coalesce(r.categories, '{}'), null) is null
       and array_position(coalesce(r.labels, '{}'), null) is null
       and case
         when r.kind in ('DISCLOSURE', 'SELF_ACCESS', 'AGENT_LOOKUP', 'AUDIT_READ') then
           json_typeof(r.actor) = 'string' and r.token is not null
           and r."operationHash" is not null and json_typeof(r."responseHash") = 'string'
           -- An operation may have no name, but the leaf says so.
           and (r."operationName" is not null
             or position('"operationName":null'::bytea in p_leaf[r.ordinality]) > 0)
           and case r.kind
             when 'AGENT_LOOKUP' then r.app is null and json_typeof(r.what) = 'string'
             when 'AUDIT_READ' then r.app is null and json_typeof(r.what) = 'string'
               and json_typeof(r.members) = 'array' and json_typeof(r.count) = 'number'
             else r.member is not null and r.plan is not null
               and json_typeof(r.fields) = 'array'
               -- Looked for in the bytes: to copy the records out costs as much as to read all the rest.
               and position('"records":{'::bytea in p_leaf[r.ordinality]) > 0
               and case r.kind
                 when 'SELF_ACCESS' then r.app is null
                 else r.app is not null and r.purpose is not null
                   and r."grant" is not null and r."grantVersion" is not null end end
         when r.kind in ('GRANT_SIGNED', 'GRANT_ENDED') then
           r.app is not null and r.member is not null
           and r.subject is not null and r.version is not null and r.actor is not null
         when r.kind in ('APP_REGISTERED', 'APP_ATTESTED', 'APP_STATE_CHANGED') then
           r.app is not null and r.subject is not null and r.version is not null and r.actor is not null
         when r.kind = 'MATERIAL_PUBLISHED' then
           convert_from(p_leaf[r.ordinality], 'UTF8')::jsonb ?& array['material', 'document', 'actor']
         else ledger.is_about_ledger(convert_from(p_leaf[r.ordinality], 'UTF8')::jsonb)
       end, false)
  ) then
    raise exception 'a leaf lacks what its kind needs, or is not of now' using errcode = 'check_violation';
  end if;
end $$;
revoke all on function ledger.read_leaves(bytea[]) from public;

-- Notes which change of a grant or app each event among the leaves tells of. An event stands for a change that
-- this very transaction has made (xmin), and says what the row says: nobody can take the place of an entry to
-- come, nor make one up for what did not happen. A change inside a savepoint has another xmin and is refused.
create function ledger.note_changes(p_new ledger.leaf_reading[], p_hash bytea[], p_from bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_changes bigint;
begin
  insert into ledger.change (subject_table, subject_id, version, kind, idx)
  select case when e.kind like 'GRANT\_%' then 'consent_grant' else 'app' end,
         coalesce(g.id, a.id), coalesce(g.version, a.version), e.kind, x.idx
    from unnest(p_new) with ordinality e
    join ledger.entry x on x.release_id = e.release and x.idx >= p_from
      and x.leaf_hash = p_hash[e.ordinality]
    left join public.consent_grant g on e.kind like 'GRANT\_%'
      and g.id = e.subject and g.version = e.version
      and g.xmin = pg_current_xact_id()::xid
      and (g.member_id, g.app_id, g.plan_id) = (e.member, e.app, e.plan)
      and case e.kind
        when 'GRANT_SIGNED' then g.version = 1 and g.state = 'ACTIVE'
        else g.version = 2 and g.state <> 'ACTIVE' and g.state::text = e.state
          and g.id = e."grant" and g.ended_channel::text = e.channel end
    left join public.app a on a.partner_id = e.partner and case
      when e.kind like 'GRANT\_%' then a.id = g.app_id
      else a.id = e.app and a.id = e.subject
        and a.version = e.version and a.xmin = pg_current_xact_id()::xid
        and (e.kind = 'APP_REGISTERED') = (a.version = 1)
        and (e.kind <> 'APP_STATE_CHANGED' or a.state::text = e.state) end
   where (e.kind like 'GRANT\_%' or e.kind like 'APP\_%') and a.id is not null;
  get diagnostics v_changes = row_count;
  if v_changes <> (select count(*) from unnest(p_new) e
                    where e.kind like 'GRANT\_%' or e.kind like 'APP\_%') then
    raise exception 'an event tells of a change that this transaction has not made'
      using errcode = 'check_violation';
  end if;
end $$;
revoke all on function ledger.note_changes(ledger.leaf_reading[], bytea[], bigint) from public;

-- The entries of releases that are tried again after a lost acknowledgement: which happens within seconds, so
-- that the partition that is written to now and the one before it hold them.
--
-- Planned anew at each call, and without a bound on idx: a plan that was made while a partition was empty would
-- go through all of it by its primary key, for every append, until somebody analyses it.
create function ledger.entries_of(p_release uuid[], p_next_index bigint)
returns table(idx bigint, release_id uuid, leaf_hash bytea)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_width constant bigint := 1000000;
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
revoke all on function ledger.entries_of(uuid[], bigint) from public;

-- Appends whole releases and returns every entry of theirs that is now in the ledger.
-- A release missing from the answer was refused: a grant it rests on does not stand now.
--
-- The order of the statements is the promise "revocation is immediate":
--  1. `head` is locked. From here on nothing else is appended.
--  2. In a separate statement, hence with a fresh snapshot, grants and apps are judged by
--     clock_timestamp(). A revocation that committed while we waited is seen. In one statement
--     with the lock, in a STABLE function, or by now(), it would not be: the gate would fail open.
--  3. What stands is inserted, each release whole, and `head` moves.
-- A caller that changes a grant appends its entry in the same transaction, last before COMMIT.
create or replace function ledger.append(p_leaf bytea[])
returns table(idx bigint, release_id uuid, leaf_hash bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
-- A plan made while there were few grants would read all of them, for every append, ever after.
set enable_seqscan = off as $$
#variable_conflict use_column
declare
  v_new ledger.leaf_reading[];
  v_hash bytea[];
  v_from bigint;
  v_count bigint;
  v_known uuid[];
  v_skip uuid[];
  v_releases uuid[];
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'ledger.append needs READ COMMITTED' using errcode = 'invalid_transaction_state';
  end if;

  -- Before the lock is held: only what must be serial is.
  select r.p_read, r.p_hash into v_new, v_hash from ledger.read_leaves(p_leaf) r;
  v_releases := array(select distinct e.release from unnest(v_new) e);

  select next_index into strict v_from from ledger.head where id = 1 for update;

  v_known := array(select distinct x.release_id from ledger.entries_of(v_releases, v_from) x);
  v_skip := v_known || array(
    select e.release
      from unnest(v_new) e
      left join public.consent_grant g on g.id = e."grant"
      left join public.app a on a.id = g.app_id
     where e.kind = 'DISCLOSURE' and not coalesce(
           g.version = e."grantVersion" and g.state = 'ACTIVE'
       and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at
       and g.member_id = e.member and g.app_id = e.app
       and g.plan_id = e.plan and g.purpose = e.purpose
       and coalesce(e.categories, '{}') <@ g.categories and coalesce(e.labels, '{}') <@ g.labels
       and a.state = 'APPROVED' and a.partner_id = e.partner, false));

  if cardinality(v_skip) > 0 then
    select array_agg(v_new[n] order by n), array_agg(p_leaf[n] order by n), array_agg(v_hash[n] order by n)
      into v_new, p_leaf, v_hash
      from generate_subscripts(v_new, 1) n where (v_new[n]).release <> all (v_skip);
  end if;

  return query
    insert into ledger.entry (idx, release_id, kind, at, plan_id, member_id, app_id, partner_id, grant_id,
        grant_version, purpose, categories, labels, leaf, leaf_hash)
    select v_from - 1 + e.ordinality, e.release, e.kind, to_timestamp(e.at::float8 / 1000),
           e.plan, e.member, e.app, e.partner, e."grant", e."grantVersion", e.purpose,
           coalesce(e.categories, '{}'), coalesce(e.labels, '{}'), p_leaf[e.ordinality], v_hash[e.ordinality]
      from unnest(v_new) with ordinality e
    returning entry.idx, entry.release_id, entry.leaf_hash;
  get diagnostics v_count = row_count;

  if exists (select from unnest(v_new) e where e.kind like 'GRANT\_%' or e.kind like 'APP\_%') then
    perform ledger.note_changes(v_new, v_hash, v_from);
  end if;

  update ledger.head set next_index = v_from + v_count where id = 1;

  if cardinality(v_known) > 0 then
    return query select * from ledger.entries_of(v_known, v_from);
  end if;
end $$;
revoke all on function ledger.append(bytea[]) from public;
grant execute on function ledger.append(bytea[]) to cg_gateway;

drop type ledger.arrival;

set role cg_migrator;
