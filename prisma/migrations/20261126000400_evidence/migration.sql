-- What exported evidence is gathered by: the entries of a grant's and an app's changes, and the last
-- checkpoint of a day.
set role cg_ledger;

grant select on ledger.change to cg_gateway;
create index checkpoint_at on ledger.checkpoint (origin, at);

set role cg_migrator;
