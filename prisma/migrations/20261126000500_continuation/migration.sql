-- Another key or another name for the ledger: entries that are few, asked for at each checkpoint, and
-- made by an operator's command alone.
set role cg_ledger;

create index entry_of_keys on ledger.entry (idx) where kind in ('LEDGER_KEY_CHANGED', 'LEDGER_CONTINUED');

-- Whether a leaf has what its kind is read by, for the kinds that tell of the ledger itself.
create or replace function ledger.is_about_ledger(leaf jsonb) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    -- A forged one would stop every gateway for good: only for whoever has deliberately taken the
    -- ledger's owner.
    when leaf ->> 'kind' in ('LEDGER_KEY_CHANGED', 'LEDGER_CONTINUED', 'LEDGER_RETIRED')
      and current_setting('role') <> 'cg_ledger' then false
    else case leaf ->> 'kind'
      when 'LEDGER_KEY_CHANGED' then leaf ?& array['actor', 'origin', 'verifierKey', 'note']
      when 'LEDGER_CONTINUED' then leaf ?& array['actor', 'origin', 'former', 'note']
      when 'LEDGER_VERIFIED' then jsonb_typeof(leaf -> 'sound') = 'boolean' and jsonb_typeof(leaf -> 'entries') = 'number'
      when 'LEDGER_RETIRED' then leaf ? 'actor' and jsonb_typeof(leaf -> 'below') = 'number'
      when 'EVIDENCE_EXPORTED' then leaf ?& array['actor', 'bundle'] and jsonb_typeof(leaf -> 'entries') = 'number'
    end
  end
$$;

set role cg_migrator;
