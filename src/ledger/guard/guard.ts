import { GatewayError } from '../../errors.ts';
import type { TrustedCheckpoint } from '../core/checkpoint.ts';
import { proveConsistency, verifyConsistency } from '../core/consistency.ts';
import { LedgerFault } from '../core/fault.ts';
import { proveInclusion, verifyInclusion } from '../core/inclusion.ts';
import { type ReadTile, tileWidth, widthAt } from '../core/tile-path.ts';
import { nodesFromTiles } from '../core/tiles.ts';
import { type Hash, hashLength, sameHash } from '../core/tree-hash.ts';
import type { KeyChain } from '../keys/key-chain.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import type { Soundness } from '../soundness.ts';
import { LedgerUnsound } from '../unsound.ts';

/** What the guard watches the ledger by. */
export type GuardParts = {
  readonly soundness: Soundness;
  /** The keys that checkpoints are signed by. */
  readonly keys: Pick<KeyChain, 'open'>;
  readonly origin: string;
  /** Reads the tree's tiles as the database has them. */
  readonly readTile: ReadTile;
  /** How many acknowledged entries may be without a checkpoint; more are not released. */
  readonly unsignedMax: number;
};

/**
 * Remembers what this process was told to be in the ledger, until a checkpoint covers it, and then
 * looks whether it is: so that nobody can change the newest entries, which nobody has signed yet.
 */
export class Guard {
  readonly #parts: GuardParts;
  #unsigned = new Map<bigint, Hash>();
  #highest = -1n;
  #seen: TrustedCheckpoint | undefined;

  constructor(parts: GuardParts) {
    this.#parts = parts;
  }

  /** Why nothing may be released now; undefined when it may. */
  refusal(): GatewayError | undefined {
    const { soundness, unsignedMax } = this.#parts;
    if (soundness.fault !== undefined) {
      return new GatewayError('LEDGER_UNSOUND', { cause: soundness.fault });
    }
    if (this.#unsigned.size < unsignedMax) return undefined;
    return new GatewayError('LEDGER_UNAVAILABLE', {
      detail: `${this.#unsigned.size} entries wait for a checkpoint`,
    });
  }

  /** Entries that the database acknowledged, side by side. */
  acknowledged(first: bigint, hashes: readonly Hash[]): void {
    for (const [at, hash] of hashes.entries()) this.#unsigned.set(first + BigInt(at), hash);
    const last = first + BigInt(hashes.length) - 1n;
    if (last > this.#highest) this.#highest = last;
  }

  /** How many entries the ledger has at least. */
  get entriesExpected(): bigint {
    return this.#highest + 1n;
  }

  /**
   * Looks whether a published checkpoint goes on from the last, and covers what was acknowledged.
   *
   * @throws LedgerUnsound when not
   */
  async check(note: Uint8Array): Promise<void> {
    const { origin, keys, readTile } = this.#parts;
    await asUnsound(
      'FOREIGN_CHECKPOINT',
      'the published checkpoint is not by this ledger',
      async () => {
        const next = await keys.open(note);
        if (next.origin !== origin) throw new LedgerFault('ORIGIN', `it is of ${next.origin}`);
        if (next.size === this.#seen?.size && sameHash(next.root, this.#seen.root)) return;
        await this.#checkContinuation(next);
        const tiles = Map.groupBy(
          [...this.#unsigned].filter(([index]) => index < next.size),
          ([index]) => index / BigInt(tileWidth),
        );
        for (const [tile, leaves] of tiles) await checkTile(next, tile, leaves, readTile);
        for (const leaves of tiles.values()) {
          for (const [index] of leaves) this.#unsigned.delete(index);
        }
        this.#seen = next;
      },
    );
  }

  async #checkContinuation(next: TrustedCheckpoint): Promise<void> {
    const seen = this.#seen;
    if (seen === undefined) return;
    if (next.size < seen.size) {
      throw new LedgerUnsound(
        'SHRUNKEN',
        `size ${seen.size} was published, and now size ${next.size} is`,
        { index: next.size },
      );
    }
    await asUnsound(
      'FORKED',
      `size ${next.size} does not go on from size ${seen.size}`,
      async () => {
        const read = nodesFromTiles(nodeTreeHash, next.size, this.#parts.readTile);
        const proof = await proveConsistency(nodeTreeHash, seen.size, next.size, read);
        verifyConsistency(nodeTreeHash, seen, next, proof);
      },
    );
  }
}

/**
 * One proof for all leaves of a tile: its hashes are made of every hash of the tile, which are then
 * held against what was acknowledged.
 */
async function checkTile(
  { size, root }: TrustedCheckpoint,
  tile: bigint,
  leaves: readonly (readonly [index: bigint, hash: Hash])[],
  readTile: ReadTile,
): Promise<void> {
  const id = { level: 0, index: tile, width: widthAt(size, 0, tile) };
  const bytes = await readTile(id);
  const hashAt = (index: bigint) => {
    const at = Number(index % BigInt(tileWidth)) * hashLength;
    return bytes.subarray(at, at + hashLength);
  };
  const [[first] = [tile * BigInt(tileWidth)]] = leaves;
  await asUnsound(
    'FORKED',
    `entry ${first} is not under the checkpoint of size ${size}`,
    async () => {
      const read: ReadTile = async (wanted) =>
        wanted.level === 0 && wanted.index === tile ? bytes : readTile(wanted);
      const nodes = nodesFromTiles(nodeTreeHash, size, read);
      const proof = await proveInclusion(nodeTreeHash, first, size, nodes);
      verifyInclusion(nodeTreeHash, { index: first, size, leafHash: hashAt(first), root }, proof);
    },
  );
  for (const [index, hash] of leaves) {
    if (sameHash(hashAt(index), hash)) continue;
    throw new LedgerUnsound('CHANGED', `entry ${index} is not what was acknowledged`, { index });
  }
}

/** What is wrong with a proof or a note means that the ledger is unsound. */
async function asUnsound(
  unsound: LedgerUnsound['class'],
  message: string,
  check: () => Promise<void>,
): Promise<void> {
  try {
    await check();
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new LedgerUnsound(unsound, `${message}: ${cause.message}`, { cause });
  }
}
