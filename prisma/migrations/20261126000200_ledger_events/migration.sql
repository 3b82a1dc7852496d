-- Entries that the ledger makes of itself: keys, incarnations, checks, retirement, exported evidence.
-- And the leaves are hashed before the head is held: only what must be serial is.
set role cg_ledger;

alter type ledger.arrival add attribute leaf_hash bytea;

-- Whether a leaf has what its kind is read by, for the kinds that tell of the ledger itself.
create function ledger.is_about_ledger(leaf jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case leaf ->> 'kind'
    when 'LEDGER_KEY_CHANGED' then leaf ?& array['actor', 'origin', 'verifierKey', 'note']
    when 'LEDGER_CONTINUED' then leaf ?& array['actor', 'origin', 'former', 'note']
    when 'LEDGER_VERIFIED' then jsonb_typeof(leaf -> 'sound') = 'boolean' and jsonb_typeof(leaf -> 'entries') = 'number'
    -- Only for whoever has deliberately taken the ledger's owner.
    when 'LEDGER_RETIRED' then leaf ? 'actor' and jsonb_typeof(leaf -> 'below') = 'number'
      and current_setting('role') = 'cg_ledger'
    when 'EVIDENCE_EXPORTED' then leaf ?& array['actor', 'bundle'] and jsonb_typeof(leaf -> 'entries') = 'number'
  end
$$;

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
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  -- A lost acknowledgement is tried again within seconds: no retry is looked for further back.
  v_retried_within constant bigint := 1000000;
  v_new ledger.arrival[];
  v_from bigint;
  v_count bigint;
  v_known uuid[];
  v_skip uuid[];
  v_releases uuid[];
  v_events bigint;
  v_changes bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'ledger.append needs READ COMMITTED' using errcode = 'invalid_transaction_state';
  end if;

  -- Read the leaves before the lock is held: only what must be serial is.
  select array_agg(row(n, r.release, r.kind, to_timestamp(r.at / 1000.0), r.plan, r.member, r.app, r.partner,
           r."grant", r."grantVersion", r.purpose, coalesce(r.categories, '{}'), coalesce(r.labels, '{}'),
           r.subject, r.version, r.state, r.channel,
           -- Whoever holds the gateway's role can call this: a leaf that lacks what its kind is read
           -- by, or that claims another time than now, is not taken.
           r.release is not null and r.v = 1
             and coalesce(abs(extract(epoch from to_timestamp(r.at / 1000.0) - clock_timestamp())) <= 300, false)
             and array_position(coalesce(r.categories, '{}'), null) is null
             and array_position(coalesce(r.labels, '{}'), null) is null
             and coalesce(case
               when r.kind in ('DISCLOSURE', 'SELF_ACCESS') then
                 r.member is not null and r.plan is not null
                 and ledger.is_release(j.leaf) and jsonb_typeof(r.records) = 'object'
                 and jsonb_typeof(r.fields) = 'array'
                 and case r.kind
                   when 'SELF_ACCESS' then r.app is null
                   else r.app is not null and r.purpose is not null and r."grant" is not null
                     and r."grantVersion" is not null end
               when r.kind in ('AGENT_LOOKUP', 'AUDIT_READ') then
                 r.app is null and ledger.is_release(j.leaf) and jsonb_typeof(r.what) = 'string'
                 and (r.kind <> 'AUDIT_READ' or (jsonb_typeof(r.members) = 'array'
                   and jsonb_typeof(r.count) = 'number'))
               when r.kind in ('GRANT_SIGNED', 'GRANT_ENDED') then
                 r.app is not null and r.member is not null and j.leaf ?& array['subject', 'version', 'actor']
               when r.kind in ('APP_REGISTERED', 'APP_ATTESTED', 'APP_STATE_CHANGED') then
                 r.app is not null and j.leaf ?& array['subject', 'version', 'actor']
               when r.kind = 'MATERIAL_PUBLISHED' then j.leaf ?& array['material', 'document', 'actor']
               else ledger.is_about_ledger(j.leaf)
             end, false),
           l.leaf, sha256('\x00'::bytea || l.leaf))::ledger.arrival order by n),
         array_agg(distinct r.release),
         count(*) filter (where r.kind like 'GRANT\_%' or r.kind like 'APP\_%')
    into v_new, v_releases, v_events
    from unnest(p_leaf) with ordinality l(leaf, n)
    -- OFFSET 0 keeps the planner from parsing anew at every mention.
    cross join lateral (select convert_from(l.leaf, 'UTF8')::jsonb as leaf offset 0) j
    cross join lateral jsonb_to_record(j.leaf) as r(
      v int, release uuid, kind text, at bigint, plan uuid, member uuid, app uuid, partner uuid,
      "grant" uuid, "grantVersion" int, purpose text, categories text[], labels text[],
      subject uuid, version int, state text, channel text,
      records jsonb, fields jsonb, what jsonb, members jsonb, count jsonb);

  if exists (select from unnest(v_new) e where not coalesce(e.sound, false)) then
    raise exception 'a leaf lacks what its kind needs, or is not of now' using errcode = 'check_violation';
  end if;

  select next_index into strict v_from from ledger.head where id = 1 for update;

  -- A retry after a lost acknowledgement: in already.
  v_known := array(
    select distinct x.release_id from ledger.entry x
     where x.release_id = any (v_releases) and x.idx >= v_from - v_retried_within);
  v_skip := v_known || array(
    select e.release_id
      from unnest(v_new) e
      left join public.consent_grant g on g.id = e.grant_id
      left join public.app a on a.id = g.app_id
     where e.kind = 'DISCLOSURE' and not coalesce(
           g.version = e.grant_version and g.state = 'ACTIVE'
       and g.starts_at <= clock_timestamp() and clock_timestamp() < g.ends_at
       and g.member_id = e.member_id and g.app_id = e.app_id
       and g.plan_id = e.plan_id and g.purpose = e.purpose
       and e.categories <@ g.categories and e.labels <@ g.labels
       and a.state = 'APPROVED' and a.partner_id = e.partner_id, false));

  return query
    insert into ledger.entry (idx, release_id, kind, at, plan_id, member_id, app_id, partner_id, grant_id,
        grant_version, purpose, categories, labels, leaf, leaf_hash)
    select v_from - 1 + row_number() over (order by e.n), e.release_id, e.kind, e.at, e.plan_id, e.member_id,
           e.app_id, e.partner_id, e.grant_id, e.grant_version, e.purpose, e.categories, e.labels, e.leaf,
           e.leaf_hash
      from unnest(v_new) e
     where e.release_id <> all (v_skip)
    returning entry.idx, entry.release_id, entry.leaf_hash;
  get diagnostics v_count = row_count;

  if v_events > 0 then
    -- An event stands for a change that this very transaction has made (xmin), and says what the row
    -- says: nobody can take the place of an entry to come, nor make one up for what did not happen.
    -- A change inside a savepoint has another xmin and is refused.
    insert into ledger.change (subject_table, subject_id, version, kind, idx)
    select case when e.kind like 'GRANT\_%' then 'consent_grant' else 'app' end,
           coalesce(g.id, a.id), coalesce(g.version, a.version), e.kind, x.idx
      from unnest(v_new) e
      join ledger.entry x on x.release_id = e.release_id and x.idx >= v_from
        and x.leaf_hash = e.leaf_hash
      left join public.consent_grant g on e.kind like 'GRANT\_%'
        and g.id = e.subject_id and g.version = e.version
        and g.xmin = pg_current_xact_id()::xid
        and (g.member_id, g.app_id, g.plan_id) = (e.member_id, e.app_id, e.plan_id)
        and case e.kind
          when 'GRANT_SIGNED' then g.version = 1 and g.state = 'ACTIVE'
          else g.version = 2 and g.state <> 'ACTIVE' and g.state::text = e.state
            and g.id = e.grant_id and g.ended_channel::text = e.channel end
      left join public.app a on a.partner_id = e.partner_id and case
        when e.kind like 'GRANT\_%' then a.id = g.app_id
        else a.id = e.app_id and a.id = e.subject_id
          and a.version = e.version and a.xmin = pg_current_xact_id()::xid
          and (e.kind = 'APP_REGISTERED') = (a.version = 1)
          and (e.kind <> 'APP_STATE_CHANGED' or a.state::text = e.state) end
     where (e.kind like 'GRANT\_%' or e.kind like 'APP\_%') and e.release_id <> all (v_skip)
       and a.id is not null;
    get diagnostics v_changes = row_count;
    if v_changes <> (select count(*) from unnest(v_new) e
                      where (e.kind like 'GRANT\_%' or e.kind like 'APP\_%') and e.release_id <> all (v_skip)) then
      raise exception 'an event tells of a change that this transaction has not made'
        using errcode = 'check_violation';
    end if;
  end if;

  update ledger.head set next_index = v_from + v_count where id = 1;

  if cardinality(v_known) > 0 then
    return query select x.idx, x.release_id, x.leaf_hash from ledger.entry x
      where x.release_id = any (v_known) and x.idx >= v_from - v_retried_within;
  end if;
end $$;
revoke all on function ledger.append(bytea[]) from public;
grant execute on function ledger.append(bytea[]) to cg_gateway;

set role cg_migrator;
