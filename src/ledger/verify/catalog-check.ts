import { z } from 'zod';
import type { Queryable } from '../tree/tree-store.ts';
import type { Finding } from './finding.ts';

/** What keeps the ledger's rows: trigger, table, and that it fires whatever the session says. */
const guards = [
  ['entry', 'entry_fixed'],
  ['entry', 'entry_kept'],
  ['change', 'change_fixed'],
  ['change', 'change_kept'],
  ['head', 'head_kept'],
  ['head', 'head_emptied'],
  ['tile', 'tile_grows'],
  ['tile', 'tile_kept'],
  ['tile', 'tile_emptied'],
  ['checkpoint', 'checkpoint_fixed'],
  ['checkpoint', 'checkpoint_emptied'],
  ['tree', 'tree_kept'],
  ['tree', 'tree_emptied'],
  ['last_check', 'last_check_kept'],
  ['last_check', 'last_check_emptied'],
] as const;

/**
 * Reads the database's own catalog: owners, triggers and partitions are as the migrations made them.
 * Whoever took the ledger's owner to change a row leaves a trace here, unless they put everything back.
 */
export async function checkCatalog(client: Queryable): Promise<Finding[]> {
  const finding = (message: string): Finding => ({ level: 'TABLES', class: 'CATALOG', message });
  const { rows: owners } = await client.query(
    `select c.relname as name, r.rolname as owner from pg_class c
      join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
      where n.nspname = 'ledger' and c.relkind in ('r', 'p')`,
  );
  const foreign = ownerRows
    .parse(owners)
    .filter(({ owner }) => owner !== 'cg_ledger')
    .map(({ name, owner }) => finding(`table ledger.${name} belongs to ${owner}`));

  const { rows: triggers } = await client.query(
    `select c.relname as table, t.tgname as name, t.tgenabled = 'A' as always, c.relispartition as part
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'ledger' and not t.tgisinternal`,
  );
  const found = triggerRows.parse(triggers);
  const { rows: parts } = await client.query(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'ledger.entry'::regclass`,
  );
  const partitions = nameRows.parse(parts).map(({ name }) => name);
  const expected = [
    ...guards,
    ...partitions.flatMap((name) => [
      [name, 'entry_fixed'] as const,
      [name, 'entry_kept'] as const,
    ]),
  ];
  const off = expected
    .filter(
      ([table, name]) =>
        !found.some((one) => one.table === table && one.name === name && one.always),
    )
    .map(([table, name]) => finding(`trigger ${name} of ledger.${table} is gone or does not fire`));

  const { rows: loose } = await client.query(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'ledger' and c.relkind = 'r' and c.relname ~ '^entry_' and not c.relispartition`,
  );
  const detached = nameRows
    .parse(loose)
    .map(({ name }) => finding(`table ledger.${name} is no partition of ledger.entry any more`));
  return [...foreign, ...off, ...detached];
}

const ownerRows = z.array(z.object({ name: z.string(), owner: z.string() }));
const nameRows = z.array(z.object({ name: z.string() }));
const triggerRows = z.array(
  z.object({ table: z.string(), name: z.string(), always: z.boolean(), part: z.boolean() }),
);
