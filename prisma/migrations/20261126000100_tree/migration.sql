-- The Merkle tree over the ledger's leaf hashes (RFC 6962), kept as tiles (C2SP tlog-tiles) beside the
-- entries: appending an entry never waits for it.
set role cg_ledger;

-- How far the tree has grown. Its row lock says which process grows it.
create table ledger.tree (
  id       int     primary key check (id = 1),
  size     bigint  not null,
  -- The roots of its perfect subtrees, largest first.
  frontier bytea[] not null
) with (fillfactor = 10);
insert into ledger.tree (id, size, frontier) values (1, 0, '{}');

-- Up to 256 hashes of 32 bytes, in order. A tile grows until it is full and never changes otherwise.
create table ledger.tile (
  level smallint not null check (level between 0 and 63),
  idx   bigint   not null check (idx >= 0),
  bytes bytea    not null check (length(bytes) between 32 and 8192 and length(bytes) % 32 = 0),
  primary key (level, idx)
);
-- Hashes cannot be compressed.
alter table ledger.tile alter column bytes set storage external;

-- Signed notes, as they were signed. The origin names the incarnation of the ledger.
create table ledger.checkpoint (
  origin text        not null,
  size   bigint      not null check (size > 0),
  note   text        not null,
  at     timestamptz not null default clock_timestamp(),
  primary key (origin, size)
);

create function ledger.only_longer() returns trigger language plpgsql as $$
begin
  if (new.level, new.idx) is distinct from (old.level, old.idx)
     or substring(new.bytes for length(old.bytes)) <> old.bytes then
    raise exception 'a tile only grows: level % tile % is refused', old.level, old.idx
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger tile_grows before update on ledger.tile for each row execute function ledger.only_longer();
alter table ledger.tile enable always trigger tile_grows;
create trigger tile_kept before delete on ledger.tile for each row execute function ledger.never();
alter table ledger.tile enable always trigger tile_kept;
create trigger tile_emptied before truncate on ledger.tile for each statement execute function ledger.never();
alter table ledger.tile enable always trigger tile_emptied;
create trigger checkpoint_fixed before update or delete on ledger.checkpoint for each row execute function ledger.never();
alter table ledger.checkpoint enable always trigger checkpoint_fixed;
create trigger checkpoint_emptied before truncate on ledger.checkpoint for each statement execute function ledger.never();
alter table ledger.checkpoint enable always trigger checkpoint_emptied;
create trigger tree_kept before delete on ledger.tree for each row execute function ledger.never();
alter table ledger.tree enable always trigger tree_kept;
create trigger tree_emptied before truncate on ledger.tree for each statement execute function ledger.never();
alter table ledger.tree enable always trigger tree_emptied;

-- Takes the tree for this transaction, and says how many entries there are; no row while another has it.
create function ledger.take_tree()
returns table(size bigint, frontier bytea[], next_index bigint)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.size, t.frontier, h.next_index
    from ledger.tree t cross join ledger.head h
   where t.id = 1 and h.id = 1
     for update of t skip locked
$$;
revoke all on function ledger.take_tree() from public;

-- Grows the tree from one size to another: its tiles, its frontier and, once signed, its checkpoint.
create function ledger.grow_tree(p_from bigint, p_size bigint, p_frontier bytea[],
  p_level smallint[], p_idx bigint[], p_bytes bytea[], p_origin text, p_note text)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update ledger.tree set size = p_size, frontier = p_frontier
   where id = 1 and size = p_from and p_size >= p_from
     and p_size <= (select next_index from ledger.head where id = 1);
  if not found then
    raise exception 'the tree is not of size %, or cannot grow to %', p_from, p_size
      using errcode = 'serialization_failure';
  end if;
  insert into ledger.tile as t (level, idx, bytes)
  select * from unnest(p_level, p_idx, p_bytes)
  on conflict (level, idx) do update set bytes = excluded.bytes where t.bytes <> excluded.bytes;
  if p_note is not null then
    if exists (select from ledger.checkpoint c where c.origin = p_origin and c.size > p_size) then
      raise exception 'a checkpoint of a larger size stands already' using errcode = 'serialization_failure';
    end if;
    insert into ledger.checkpoint (origin, size, note) values (p_origin, p_size, p_note)
    on conflict (origin, size) do nothing;
  end if;
end $$;
revoke all on function ledger.grow_tree(bigint, bigint, bytea[], smallint[], bigint[], bytea[], text, text) from public;

grant select on ledger.tree, ledger.tile, ledger.checkpoint to cg_gateway;
grant execute on function ledger.take_tree() to cg_gateway;
grant execute on function ledger.grow_tree(bigint, bigint, bytea[], smallint[], bigint[], bytea[], text, text) to cg_gateway;

set role cg_migrator;
