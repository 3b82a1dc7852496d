-- An app may be suspended while a signature for it waits for the ledger's head. Those who share with it have been told by
-- then, the signer not: so nothing is signed for an app that is not approved at that moment, in the ledger's own order.

set role cg_ledger;

-- Notes which change of a grant or app each event among the leaves tells of. An event stands for a change that
-- this very transaction has made (xmin), and says what the row says: nobody can take the place of an entry to
-- come, nor make one up for what did not happen. A change inside a savepoint has another xmin and is refused.
-- A signature for an app that was suspended while it waited for the head is none.
create or replace function ledger.note_changes(p_leaf bytea[], p_hash bytea[], p_from bigint)
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
      when e.kind = 'GRANT_SIGNED' then a.id = g.app_id and a.state = 'APPROVED'
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

set role cg_migrator;
