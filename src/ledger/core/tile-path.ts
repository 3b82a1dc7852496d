import { LedgerFault } from './fault.ts';

/** Hashes in a full tile (C2SP tlog-tiles). */
export const tileWidth = 256;
/** Levels of the tree between one level of tiles and the next. */
export const tileHeight = 8;

/** A tile: `width` hashes of nodes at tree level `level * 8`, from index `index * 256` on. */
export type TileId = { readonly level: number; readonly index: bigint; readonly width: number };

/** `L/N` or `L/N.p/W`, as it stands behind `tile/`. */
export function formatTilePath({ level, index, width }: TileId): string {
  const digits = `${index}`;
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const elements = padded.match(/.{3}/g) ?? [];
  const path = elements.map((element, at) => (at < elements.length - 1 ? `x${element}` : element));
  return `${level}/${path.join('/')}${width === tileWidth ? '' : `.p/${width}`}`;
}

/**
 * Reads what stands behind `tile/`. There is one way to write each tile.
 *
 * @throws LedgerFault TILE_PATH
 */
export function parseTilePath(path: string): TileId {
  const [, level = '', index, width] =
    /^([0-9]{1,2})\/((?:x[0-9]{3}\/){0,6}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path) ?? [];
  if (index !== undefined) {
    const tile = {
      level: Number(level),
      index: BigInt(index.replaceAll(/[x/]/g, '')),
      width: width === undefined ? tileWidth : Number(width),
    };
    const whole = width === undefined || tile.width < tileWidth;
    if (tile.level < 64 && tile.width > 0 && whole && formatTilePath(tile) === path) return tile;
  }
  throw new LedgerFault(
    'TILE_PATH',
    'a tile is <level 0–63>/<index in groups of three digits, x before all but the last>[.p/<width 1–255>]',
  );
}

/** How wide a tile is in the tree of a size: 0 when the tree does not reach it. */
export function widthAt(size: bigint, level: number, index: bigint): number {
  const nodes = (size >> BigInt(level * tileHeight)) - index * BigInt(tileWidth);
  return nodes <= 0n ? 0 : Number(nodes < BigInt(tileWidth) ? nodes : BigInt(tileWidth));
}

/** Reads a tile's bytes: its hashes one after the other. */
export type ReadTile = (tile: TileId) => Promise<Uint8Array>;
