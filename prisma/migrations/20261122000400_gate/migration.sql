-- The gate: the one way into the ledger, and the moment at which a release is judged.
set role cg_ledger;

-- Whether a leaf says who asked, and by what: the part that every release has in common.
create function ledger.is_release(leaf jsonb) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select leaf ?& array['actor', 'token', 'operationName', 'operationHash', 'responseHash']
     and jsonb_typeof(leaf -> 'responseHash') = 'string' and jsonb_typeof(leaf -> 'actor') = 'string'
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
create function ledger.append(p_leaf bytea[])
returns table(idx bigint, release_id uuid, leaf_hash bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_new ledger.entry[];
  v_from bigint;
  v_count bigint;
  v_skip uuid[];
  v_releases uuid[];
  v_changes bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'ledger.append needs READ COMMITTED' using errcode = 'invalid_transaction_state';
  end if;

  -- Read the leaves before the lock is held: only what must be serial is.
  select array_agg(row(n, r.release, r.kind, to_timestamp(r.at / 1000.0), r.plan, r.member, r.app, r.partner,
           r."grant", r."grantVersion", r.purpose, coalesce(r.categories, '{}'), coalesce(r.labels, '{}'),
           l.leaf, sha256('\x00'::bytea || l.leaf))::ledger.entry order by n),
         array_agg(distinct r.release)
    into v_new, v_releases
    from unnest(p_leaf) with ordinality l(leaf, n)
    cross join lateral jsonb_to_record(convert_from(l.leaf, 'UTF8')::jsonb) as r(
      release uuid, kind text, at bigint, plan uuid, member uuid, app uuid, partner uuid,
      "grant" uuid, "grantVersion" int, purpose text, categories text[], labels text[]);

  -- Whoever holds the gateway's role can call this: a leaf that lacks what its kind is read by, or
  -- that claims another time than now, is not taken.
  if exists (
    select from unnest(v_new) e
    cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb) l(leaf)
    where e.release_id is null or l.leaf -> 'v' is distinct from '1'::jsonb
       or coalesce(abs(extract(epoch from e.at - clock_timestamp())) > 300, true)
       or not coalesce(case
         when e.kind = 'DISCLOSURE' then
           e.app_id is not null and e.member_id is not null and e.plan_id is not null
           and e.purpose is not null and e.grant_id is not null and e.grant_version is not null
           and ledger.is_release(l.leaf) and jsonb_typeof(l.leaf -> 'records') = 'object'
           and jsonb_typeof(l.leaf -> 'fields') = 'array'
         when e.kind = 'SELF_ACCESS' then
           e.app_id is null and e.member_id is not null and e.plan_id is not null
           and ledger.is_release(l.leaf) and jsonb_typeof(l.leaf -> 'records') = 'object'
           and jsonb_typeof(l.leaf -> 'fields') = 'array'
         when e.kind in ('AGENT_LOOKUP', 'AUDIT_READ') then
           e.app_id is null and ledger.is_release(l.leaf) and jsonb_typeof(l.leaf -> 'what') = 'string'
           and (e.kind <> 'AUDIT_READ' or (jsonb_typeof(l.leaf -> 'members') = 'array'
             and jsonb_typeof(l.leaf -> 'count') = 'number'))
         when e.kind in ('GRANT_SIGNED', 'GRANT_ENDED') then
           e.app_id is not null and e.member_id is not null and l.leaf ?& array['subject', 'version', 'actor']
         when e.kind in ('APP_REGISTERED', 'APP_ATTESTED', 'APP_STATE_CHANGED') then
           e.app_id is not null and l.leaf ?& array['subject', 'version', 'actor']
         when e.kind = 'MATERIAL_PUBLISHED' then l.leaf ?& array['material', 'document', 'actor']
       end, false)
       or array_position(e.categories, null) is not null or array_position(e.labels, null) is not null)
  then
    raise exception 'a leaf lacks what its kind needs, or is not of now' using errcode = 'check_violation';
  end if;

  select next_index into strict v_from from ledger.head where id = 1 for update;

  v_skip := array(
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
       and a.state = 'APPROVED' and a.partner_id = e.partner_id, false)
    union
    -- A retry after a lost acknowledgement: in already.
    select x.release_id from ledger.entry x where x.release_id = any (v_releases));

  insert into ledger.entry (idx, release_id, kind, at, plan_id, member_id, app_id, partner_id, grant_id,
      grant_version, purpose, categories, labels, leaf, leaf_hash)
  select v_from - 1 + row_number() over (order by e.idx), e.release_id, e.kind, e.at, e.plan_id, e.member_id,
         e.app_id, e.partner_id, e.grant_id, e.grant_version, e.purpose, e.categories, e.labels, e.leaf, e.leaf_hash
    from unnest(v_new) e
   where e.release_id <> all (v_skip);
  get diagnostics v_count = row_count;

  -- An event stands for a change that this very transaction has made (xmin), and says what the row
  -- says: nobody can take the place of an entry to come, nor make one up for what did not happen.
  -- A change inside a savepoint has another xmin and is refused.
  insert into ledger.change (subject_table, subject_id, version, kind, idx)
  select case when e.kind like 'GRANT\_%' then 'consent_grant' else 'app' end,
         coalesce(g.id, a.id), coalesce(g.version, a.version), e.kind, x.idx
    from unnest(v_new) e
    join ledger.entry x on x.release_id = e.release_id and x.leaf_hash = e.leaf_hash
    cross join lateral (select convert_from(e.leaf, 'UTF8')::jsonb) l(leaf)
    left join public.consent_grant g on e.kind like 'GRANT\_%'
      and g.id = (l.leaf ->> 'subject')::uuid and g.version = (l.leaf ->> 'version')::int
      and g.xmin = pg_current_xact_id()::xid
      and (g.member_id, g.app_id, g.plan_id) = (e.member_id, e.app_id, e.plan_id)
      and case e.kind
        when 'GRANT_SIGNED' then g.version = 1 and g.state = 'ACTIVE'
        else g.version = 2 and g.state <> 'ACTIVE' and g.state::text = l.leaf ->> 'state'
          and g.id = e.grant_id and g.ended_channel::text = l.leaf ->> 'channel' end
    left join public.app a on a.partner_id = e.partner_id and case
      when e.kind like 'GRANT\_%' then a.id = g.app_id
      else a.id = e.app_id and a.id = (l.leaf ->> 'subject')::uuid
        and a.version = (l.leaf ->> 'version')::int and a.xmin = pg_current_xact_id()::xid
        and (e.kind = 'APP_REGISTERED') = (a.version = 1)
        and (e.kind <> 'APP_STATE_CHANGED' or a.state::text = l.leaf ->> 'state') end
   where (e.kind like 'GRANT\_%' or e.kind like 'APP\_%') and e.release_id <> all (v_skip)
     and a.id is not null;
  get diagnostics v_changes = row_count;
  if v_changes <> (select count(*) from unnest(v_new) e
                    where (e.kind like 'GRANT\_%' or e.kind like 'APP\_%') and e.release_id <> all (v_skip)) then
    raise exception 'an event tells of a change that this transaction has not made'
      using errcode = 'check_violation';
  end if;

  update ledger.head set next_index = v_from + v_count where id = 1;

  return query select x.idx, x.release_id, x.leaf_hash from ledger.entry x where x.release_id = any (v_releases);
end $$;
revoke all on function ledger.append(bytea[]) from public;
grant execute on function ledger.append(bytea[]) to cg_gateway;

-- A grant or an app does not change without its entry, in the same transaction.
create function ledger.require_entry() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from ledger.change c
     where c.subject_table = tg_table_name and c.subject_id = new.id and c.version = new.version
       -- No change of an app's state goes by under the name of another event.
       and (tg_op = 'INSERT' or tg_table_name <> 'app'
            or (to_jsonb(new) ->> 'state' <> to_jsonb(old) ->> 'state') = (c.kind = 'APP_STATE_CHANGED')))
  then
    raise exception '% % changed to version % without a ledger entry', tg_table_name, new.id, new.version
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
revoke all on function ledger.require_entry() from public;
grant execute on function ledger.require_entry() to cg_migrator;

-- Called at start and from time to time, so that a partition is always there before it is needed.
create function ledger.keep_ahead() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform ledger.prepare_partitions(next_index, next_index + 1000001) from ledger.head where id = 1;
end $$;
revoke all on function ledger.keep_ahead() from public;
grant execute on function ledger.keep_ahead() to cg_gateway;

set role cg_migrator;

create constraint trigger grant_entry after insert or update on consent_grant
  deferrable initially deferred for each row execute function ledger.require_entry();
create constraint trigger app_entry after insert or update on app
  deferrable initially deferred for each row execute function ledger.require_entry();
