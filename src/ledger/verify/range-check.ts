import { inTurn } from '../../in-turn.ts';
import { CompactRange } from '../core/compact-range.ts';
import { formatTilePath, tileWidth } from '../core/tile-path.ts';
import { TileBuilder } from '../core/tiles.ts';
import { type Hash, hashLength, sameHash } from '../core/tree-hash.ts';
import { decodeLeaf, parseLeaf } from '../leaf.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import { type Queryable, readTile } from '../tree/tree-store.ts';
import type { ConsentEvent } from './consent-history.ts';
import { type DisclosureGroup, DisclosureGroups } from './disclosure-groups.ts';
import type { Finding } from './finding.ts';
import { compareColumns, projectionFinding } from './projection-check.ts';
import { projectionTextOf } from './projection-text.ts';
import { readEntries, type StoredEntry } from './stored-entries.ts';

/** How many leaves a range has: a subtree of two levels of tiles, which can be checked by itself. */
export const rangeWidth = 65_536n;

/** A range of the ledger, which begins at a multiple of its width. */
export type RangeJob = {
  readonly from: bigint;
  readonly to: bigint;
  /** How many entries have tiles. */
  readonly covered: bigint;
  /** The first index whose entry is kept; of those before it the hashes are. */
  readonly retiredBelow: bigint;
  /** The sizes within the range at which something was signed. */
  readonly sizes: readonly bigint[];
};

/** What of a range is needed to judge the whole. */
export type RangeResult = {
  readonly findings: readonly Finding[];
  /** Whether every entry is there: without one the tree cannot be built any further. */
  readonly complete: boolean;
  /** The roots of the subtrees of the range up to each of the sizes, and of the whole, largest first. */
  readonly frontiers: readonly { readonly size: bigint; readonly hashes: readonly Hash[] }[];
  readonly events: readonly ConsentEvent[];
  readonly groups: readonly DisclosureGroup[];
};

/** How many findings of one range are told. */
const findingsMax = 100;
/** How many entries are read at once. */
const pageSize = 4_096n;

/**
 * Hashes a range of entries anew and holds them against everything that stands beside them: hashes,
 * columns and tiles.
 *
 * @param onProgress told of entries that are done
 */
export async function checkRange(
  client: Queryable,
  job: RangeJob,
  onProgress: (entries: number) => void,
): Promise<RangeResult> {
  const findings: Finding[] = [];
  const builder = new TileBuilder(CompactRange.empty(nodeTreeHash), []);
  const events: ConsentEvent[] = [];
  const groups = new DisclosureGroups();
  const frontiers: { size: bigint; hashes: readonly Hash[] }[] = [];
  const sizes = new Set([...job.sizes, job.to]);
  const grow = async (index: bigint, hash: Hash) => {
    builder.append(hash);
    const size = index + 1n;
    if (sizes.has(size)) frontiers.push({ size, hashes: builder.range.frontier });
    // The newest entries have no tiles yet.
    if (size === job.covered || (size === job.to && size < job.covered)) {
      await turn(() => checkTiles(client, job.from, builder, findings));
    }
  };
  const turn = inTurn();
  const checkEntry = async ({ idx, leaf, leaf_hash, columns }: StoredEntry): Promise<Hash> => {
    const isText = typeof leaf === 'string';
    const hash = nodeTreeHash.leaf(isText ? Buffer.from(leaf) : leaf);
    if (!sameHash(hash, leaf_hash)) findings.push(leafFinding(idx, 'leaf_hash'));
    const read = isText ? parseLeaf(leaf) : decodeLeaf(leaf);
    if (read === undefined) {
      findings.push(projectionFinding(idx, 'its bytes are no leaf that this version knows'));
    } else if (projectionTextOf(read) !== columns) {
      findings.push(...(await turn(() => compareColumns(client, idx, read))));
    }
    if (read?.kind === 'DISCLOSURE') groups.add(idx, read);
    else if (
      read?.kind === 'GRANT_SIGNED' ||
      read?.kind === 'GRANT_ENDED' ||
      read?.kind === 'APP_STATE_CHANGED'
    ) {
      events.push({ index: idx, leaf: read });
    }
    return hash;
  };
  const done = (complete: boolean): RangeResult => ({
    findings: findings.slice(0, findingsMax),
    complete,
    frontiers,
    events,
    groups: groups.all,
  });

  const kept = job.retiredBelow < job.to ? job.retiredBelow : job.to;
  if (kept > job.from) {
    // Some of what is retired is kept all the same, for later entries to be judged by.
    const rows = await readEntries(client, job.from, kept);
    const rowAt = new Map(rows.map((row) => [row.idx, row]));
    for await (const { index, hash } of retiredHashes(client, job.from, kept)) {
      if (hash === undefined) {
        findings.push(gapAt(index, 'it is retired, and its hash is not kept'));
        return done(false);
      }
      const row = rowAt.get(index);
      if (row !== undefined) {
        if (!sameHash(await checkEntry(row), hash))
          findings.push(leafFinding(index, 'the tree has'));
      }
      await grow(index, hash);
    }
  }
  let next = kept > job.from ? kept : job.from;
  const readPage = (from: bigint): Page => {
    const end = from + pageSize < job.to ? from + pageSize : job.to;
    const rows = turn(() => readEntries(client, from, end));
    // Nobody may wait for it: what comes before it is looked at first.
    rows.catch(() => undefined);
    return { end, rows };
  };
  let page = readPage(next);
  while (next < job.to) {
    const { end } = page;
    const rows = await page.rows;
    // The database reads while this is hashed.
    if (end < job.to) page = readPage(end);
    for (const row of rows) {
      if (row.idx !== next) break;
      await grow(next, await checkEntry(row));
      next += 1n;
    }
    if (next !== end) {
      findings.push(gapAt(next, 'it is not in the ledger'));
      return done(false);
    }
    onProgress(rows.length);
  }
  return done(true);
}

const leafFinding = (index: bigint, beside: string): Finding => ({
  level: 'TREE',
  class: 'LEAF',
  message: `entry ${index}: its bytes have another hash than ${beside}`,
  index,
});

const gapAt = (index: bigint, why: string): Finding => ({
  level: 'TABLES',
  class: 'GAP',
  message: `entry ${index} is missing: ${why}`,
  index,
});

/** Holds the tiles of a range's two lowest levels against the stored ones. */
async function checkTiles(
  client: Queryable,
  from: bigint,
  builder: TileBuilder,
  findings: Finding[],
): Promise<void> {
  let below = findings.some((one) => one.class === 'LEAF');
  const lowest = builder.takeTiles().filter(({ level }) => level < 2);
  for (const built of lowest.sort((one, other) => one.level - other.level)) {
    const width = BigInt(tileWidth) ** BigInt(built.level + 1);
    const tile = { ...built, index: built.index + from / width };
    const stored = await readTile(client, tile);
    if (stored !== undefined && sameHash(stored, built.bytes)) continue;
    const what = stored === undefined ? 'is missing' : 'is not that of the entries';
    const message = `tile ${formatTilePath(tile)} ${what}`;
    const first = tile.index * width + firstDifference(built.bytes, stored) * (width / 256n);
    // A tile above others that are wrong says less precisely where.
    const index = below && tile.level > 0 ? undefined : first;
    below ||= tile.level === 0;
    findings.push({ level: 'TREE', class: 'TREE', message, index });
  }
}

function firstDifference(built: Uint8Array, stored: Uint8Array | undefined): bigint {
  const at = built.findIndex((byte, index) => byte !== stored?.[index]);
  return BigInt(Math.floor(Math.max(at, 0) / hashLength));
}

/** The leaf hashes of retired entries, out of the tiles; undefined where there is none. */
async function* retiredHashes(client: Queryable, from: bigint, to: bigint) {
  for (let index = from; index < to; ) {
    const tile = index / BigInt(tileWidth);
    const end = (tile + 1n) * BigInt(tileWidth);
    const upto = end < to ? end : to;
    const width = Number(upto - tile * BigInt(tileWidth));
    const bytes = await readTile(client, { level: 0, index: tile, width });
    for (; index < upto; index += 1n) {
      const at = Number(index % BigInt(tileWidth)) * hashLength;
      yield { index, hash: bytes?.subarray(at, at + hashLength) };
    }
  }
}

/** Entries that are being read, up to an index. */
type Page = { readonly end: bigint; readonly rows: Promise<readonly StoredEntry[]> };
