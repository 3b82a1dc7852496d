import { LRUCache } from 'lru-cache';
import { LedgerFault } from '../core/fault.ts';
import { formatTilePath, type ReadTile } from '../core/tile-path.ts';
import { type Queryable, readTile } from '../tree/tree-store.ts';

/** 4 MB at most. */
const tilesMax = 512;

/** Reads tiles, each once as long as it is remembered: proofs of neighbours share most of theirs. */
export function rememberTiles(client: Queryable): ReadTile {
  const remembered = new LRUCache<string, Uint8Array>({ max: tilesMax });
  return async (tile) => {
    const path = formatTilePath(tile);
    const bytes = remembered.get(path) ?? (await readTile(client, tile));
    if (bytes === undefined) throw new LedgerFault('TILE_ABSENT', `tile ${path} is not there`);
    remembered.set(path, bytes);
    return bytes;
  };
}
