-- The gate as it was, with less to read. Two thirds of a disclosure are the ids of what was disclosed, which no rule
-- asks for: they are no longer taken apart. What every entry must have is asked of its text, whose order the
-- canonical form fixes (RFC 8785), rather than field by field; what only events have is read of events alone.
set role cg_ledger;

-- What a leaf says that stands in columns, too.
create type ledger.projection as (
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
  labels          text[]
);

-- What an event says of the change that it tells of.
create type ledger.change_reading as (
  release         uuid,
  kind            text,
  plan            uuid,
  member          uuid,
  app             uuid,
  partner         uuid,
  "grant"         uuid,
  subject         uuid,
  version         int,
  state           text,
  channel         text
);

-- Whether a leaf has what its kind is read by, in canonical order. Written so that it is inlined.
create function ledger.has_shape(leaf bytea, kind text) returns boolean language sql stable as $$
  select case
    when kind = 'DISCLOSURE' then leaf like
      '{"actor":"%","app":"%","at":%,"categories":[%],"fields":[%],"grant":"%","grantVersion":%,"kind":"%","labels":[%],'
      '"member":"%","operationHash":"%","operationName":%,"partner":"%","plan":"%","purpose":"%","records":{%},'
      '"release":"%","responseHash":"%","token":"%","v":1}'::bytea
    when kind = 'SELF_ACCESS' then leaf like
      '{"actor":"%","at":%,"categories":[%],"fields":[%],"kind":"%","labels":[%],"member":"%","operationHash":"%",'
      '"operationName":%,"plan":"%","records":{%},"release":"%","responseHash":"%","token":"%","v":1}'::bytea
    when kind = 'AGENT_LOOKUP' then leaf like
      '{"actor":"%","at":%,"kind":"%",%"operationHash":"%","operationName":%,"release":"%","responseHash":"%",'
      '"token":"%","v":1,"what":"%"}'::bytea
    when kind = 'AUDIT_READ' then leaf like
      '{"actor":"%","at":%,"count":%,"kind":"%","members":[%],"operationHash":"%","operationName":%,"release":"%",'
      '"responseHash":"%","token":"%","v":1,"what":"%"}'::bytea
    when kind in ('GRANT_SIGNED', 'GRANT_ENDED') then leaf like
      '{"actor":"%","actorKind":"%","app":"%",%"member":"%","partner":"%","plan":"%",%"subject":"%","v":1,"version":%}'::bytea
    when kind in ('APP_REGISTERED', 'APP_ATTESTED', 'APP_STATE_CHANGED') then leaf like
      '{"actor":"%","actorKind":"%","app":"%",%"partner":"%",%"subject":"%","v":1,"version":%}'::bytea
    when kind = 'MATERIAL_PUBLISHED' then leaf like
      '{"actor":"%","at":%,"document":"%","kind":"%","material":"%","plan":"%","release":"%","v":1}'::bytea
    else ledger.is_about_ledger(convert_from(leaf, 'UTF8')::jsonb)
  end
$$;
revoke all on function ledger.has_shape(bytea, text) from public;

-- A leaf without its member "records" and the comma after it, where those are certain: no object is opened before it,
-- and its own brace is the first to close, followed by what canonical order puts there. Any other leaf is left whole.
create function ledger.without_records(leaf bytea, records int, brace int) returns bytea language sql immutable as $$
  select case when records > 0 and brace > records
      and position('{'::bytea in substring(leaf from 2 for records - 2)) = 0
      and substring(leaf from brace for 13) = '},"release":"'::bytea
    then substring(leaf from 1 for records - 1) || substring(leaf from brace + 2)
    else leaf
  end
$$;
revoke all on function ledger.without_records(bytea, int, int) from public;

drop function ledger.read_leaves(bytea[]);

-- The leaves of an append, read and hashed. Whoever holds the gateway's role can call ledger.append: a leaf that
-- lacks what its kind is read by, or that claims another time than now, is not taken.
create function ledger.read_leaves(p_leaf bytea[], out p_read ledger.projection[], out p_hash bytea[],
  out p_releases uuid[], out p_changes boolean)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_now constant bigint := extract(epoch from clock_timestamp()) * 1000;
  v_fit boolean;
begin
  select array_agg(json_populate_record(null::ledger.projection,
           convert_from(ledger.without_records(l.leaf, l.records, l.brace), 'UTF8')::json) order by l.n),
         array_agg(sha256('\x00'::bytea || l.leaf) order by l.n)
    into p_read, p_hash
    from (select leaf, n, position('"records":{'::bytea in leaf) as records, position('}'::bytea in leaf) as brace
            from unnest(p_leaf) with ordinality l(leaf, n)
           -- Without it, both positions would be looked for wherever they are named.
          offset 0) l;

  select array_agg(r.release),
         bool_or(r.kind like 'GRANT\_%' or r.kind like 'APP\_%'),
         bool_and(coalesce(
               r.v = 1 and r.release is not null
           and r.at between v_now - 300000 and v_now + 300000
           and array_position(coalesce(r.categories, '{}'), null) is null
           and array_position(coalesce(r.labels, '{}'), null) is null
           and case
             when r.kind = 'SELF_ACCESS' then r.app is null and r.member is not null and r.plan is not null
             when r.kind in ('AGENT_LOOKUP', 'AUDIT_READ') then r.app is null
             else true end
           and ledger.has_shape(p_leaf[r.ordinality], r.kind), false))
    into p_releases, p_changes, v_fit
    from unnest(p_read) with ordinality r;
  if not v_fit then
    raise exception 'a leaf lacks what its kind needs, or is not of now' using errcode = 'check_violation';
  end if;
end $$;
revoke all on function ledger.read_leaves(bytea[]) from public;

drop function ledger.note_changes(ledger.leaf_reading[], bytea[], bigint);

-- Notes which change of a grant or app each event among the leaves tells of. An event stands for a change that
-- this very transaction has made (xmin), and says what the row says: nobody can take the place of an entry to
-- come, nor make one up for what did not happen. A change inside a savepoint has another xmin and is refused.
create function ledger.note_changes(p_leaf bytea[], p_hash bytea[], p_from bigint)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  v_new constant ledger.change_reading[] := array(
    select json_populate_record(null::ledger.change_reading, convert_from(leaf, 'UTF8')::json)
      from unnest(p_leaf) with ordinality l(leaf, n) order by l.n);
  v_changes bigint;
begin
  insert into ledger.change (subject_table, subject_id, version, kind, idx)
  select case when e.kind like 'GRANT\_%' then 'consent_grant' else 'app' end,
         coalesce(g.id, a.id), coalesce(g.version, a.version), e.kind, x.idx
    from unnest(v_new) with ordinality e
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
  if v_changes <> (select count(*) from unnest(v_new) e
                    where e.kind like 'GRANT\_%' or e.kind like 'APP\_%') then
    raise exception 'an event tells of a change that this transaction has not made'
      using errcode = 'check_violation';
  end if;
end $$;
revoke all on function ledger.note_changes(bytea[], bytea[], bigint) from public;

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
  v_new ledger.projection[];
  v_hash bytea[];
  v_from bigint;
  v_count bigint;
  v_known uuid[];
  v_skip uuid[];
  v_releases uuid[];
  v_changes boolean;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'ledger.append needs READ COMMITTED' using errcode = 'invalid_transaction_state';
  end if;

  -- Before the lock is held: only what must be serial is.
  select r.p_read, r.p_hash, r.p_releases, r.p_changes into v_new, v_hash, v_releases, v_changes
    from ledger.read_leaves(p_leaf) r;

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

  if v_changes then
    perform ledger.note_changes(p_leaf, v_hash, v_from);
  end if;

  update ledger.head set next_index = v_from + v_count where id = 1;

  if cardinality(v_known) > 0 then
    return query select * from ledger.entries_of(v_known, v_from);
  end if;
end $$;
revoke all on function ledger.append(bytea[]) from public;
grant execute on function ledger.append(bytea[]) to cg_gateway;

drop type ledger.leaf_reading;

set role cg_migrator;
