import type pg from 'pg';
import { z } from 'zod';
import { byteaArray } from '../../db/bytea-array.ts';
import type { TileId } from '../core/tile-path.ts';
import type { Tile } from '../core/tiles.ts';
import type { Hash } from '../core/tree-hash.ts';

/** A connection in a transaction, or a pool where none is needed. */
export type Queryable = Pick<pg.PoolClient, 'query'>;

/** The tree as the database has it, taken for a transaction. */
export type TakenTree = {
  readonly size: bigint;
  /** The roots of its perfect subtrees, largest first. */
  readonly frontier: readonly Hash[];
  /** How many entries the ledger has. */
  readonly entries: bigint;
};

/** Takes the tree until the transaction ends; undefined while another process has it. */
export async function takeTree(client: Queryable): Promise<TakenTree | undefined> {
  const { rows } = await client.query('select size, frontier, next_index from ledger.take_tree()');
  return rows.map((row) => takenRow.parse(row))[0];
}

/** The hashes of the entries from an index on, in order. */
export async function readLeafHashes(
  client: Queryable,
  from: bigint,
  to: bigint,
): Promise<{ readonly index: bigint; readonly hash: Hash }[]> {
  const { rows } = await client.query({
    name: 'ledger-leaf-hashes',
    text: `select idx as index, leaf_hash as hash from ledger.entry
      where idx >= $1 and idx < $2 order by idx`,
    values: [`${from}`, `${to}`],
  });
  return leafRows.parse(rows);
}

/**
 * A tile's bytes; what is wider in the database is cut to the width asked for, because a tile only
 * grows. Undefined where there is none so wide.
 */
export async function readTile(client: Queryable, tile: TileId): Promise<Uint8Array | undefined> {
  const { rows } = await client.query({
    name: 'ledger-tile',
    text: 'select substring(bytes for $3) as bytes from ledger.tile where level = $1 and idx = $2 and length(bytes) >= $3',
    values: [tile.level, `${tile.index}`, tile.width * 32],
  });
  return rows.map((row) => tileRow.parse(row).bytes)[0];
}

/** How the tree has grown. */
export type Growth = {
  readonly from: bigint;
  readonly size: bigint;
  readonly frontier: readonly Hash[];
  readonly tiles: readonly Tile[];
  readonly origin: string;
  readonly note: string;
};

/** Stores what has grown, in the transaction that took the tree. */
export async function growTree(client: Queryable, growth: Growth): Promise<void> {
  const { from, size, frontier, tiles, origin, note } = growth;
  await client.query({
    name: 'ledger-grow-tree',
    text: 'select ledger.grow_tree($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [
      `${from}`,
      `${size}`,
      byteaArray(frontier.map((hash) => Buffer.from(hash))),
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => `${index}`),
      byteaArray(tiles.map(({ bytes }) => Buffer.from(bytes))),
      origin,
      note,
    ],
  });
}

/** The newest checkpoint of an incarnation, or the one of a size. */
export async function readCheckpoint(
  client: Queryable,
  origin: string,
  size?: bigint,
): Promise<string | undefined> {
  const { rows } = await client.query({
    name: 'ledger-checkpoint',
    text: `select note from ledger.checkpoint where origin = $1 and ($2::bigint is null or size = $2)
      order by size desc limit 1`,
    values: [origin, size === undefined ? null : `${size}`],
  });
  return rows.map((row) => noteRow.parse(row).note)[0];
}

const bytes = z.instanceof(Uint8Array);
const takenRow = z
  .object({ size: z.coerce.bigint(), frontier: z.array(bytes), next_index: z.coerce.bigint() })
  .transform(({ next_index, ...rest }) => ({ ...rest, entries: next_index }));
const leafRows = z.array(z.object({ index: z.coerce.bigint(), hash: bytes }));
const tileRow = z.object({ bytes });
const noteRow = z.object({ note: z.string() });
