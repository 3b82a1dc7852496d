-- A link that was used is kept until it runs out, so that the same click sent twice is told the same.
alter table public.account_link add column used_at timestamptz(3);
