-- What changes the ledger's key or name is asked for at each checkpoint: a handful among all entries.
set role cg_ledger;

create index entry_of_keys on ledger.entry (idx) where kind in ('LEDGER_KEY_CHANGED', 'LEDGER_CONTINUED');

set role cg_migrator;
