import { openCheckpoint, parseCheckpoint, type TrustedCheckpoint } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import { parseNote } from '../core/note.ts';
import { sameVerifierKey, type VerifierKey } from '../core/verifier-key.ts';
import { nodePrimitives } from '../node-primitives.ts';
import type { Queryable } from '../tree/tree-store.ts';
import { type KeyEvent, readKeyEvents } from './key-events.ts';
import { type KeyTenure, tenuresOf } from './key-tenures.ts';

/** A checkpoint that this ledger signed, and by which of its keys. */
export type OwnCheckpoint = TrustedCheckpoint & { readonly key: VerifierKey };

/** The keys of a ledger, read from its entries as far as they are asked for. */
export class KeyChain {
  readonly #client: Queryable;
  readonly #own: VerifierKey;
  #events: readonly KeyEvent[] = [];
  #tenures: readonly KeyTenure[];
  /** The entries before it were looked at. */
  #read = 0n;
  #reading: Promise<void> | undefined;

  /** @param own the key that this process holds, under the name that the ledger has for it */
  constructor(client: Queryable, own: VerifierKey) {
    this.#client = client;
    this.#own = own;
    this.#tenures = tenuresOf(own, []);
  }

  /**
   * The keys of the first entries, oldest first.
   *
   * @param size how many entries are to be looked at; all unless given
   * @throws LedgerUnsound FOREIGN_CHECKPOINT
   */
  async tenures(size?: bigint): Promise<readonly KeyTenure[]> {
    // A look that was under way already may have begun too early.
    const looksMax = size === undefined ? 1 : 2;
    for (let looks = 0; looks < looksMax && (size === undefined || this.#read < size); looks += 1) {
      this.#reading ??= this.#readOn().finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    return this.#tenures;
  }

  /** Which sizes a key signs, as the first entries say. */
  async tenureOf(key: VerifierKey, size: bigint): Promise<KeyTenure | undefined> {
    return (await this.tenures(size)).findLast((one) => sameVerifierKey(one.key, key));
  }

  /** The key that signs now, as far as entries were looked at. */
  get newest(): KeyTenure | undefined {
    return this.#tenures.at(-1);
  }

  /**
   * Reads a checkpoint that the key of its size signed.
   *
   * @throws LedgerFault what `openCheckpoint` says, LedgerUnsound FOREIGN_CHECKPOINT
   */
  async open(bytes: Uint8Array): Promise<OwnCheckpoint> {
    const { size } = parseCheckpoint(nodePrimitives, parseNote(bytes).text);
    const logKeys = (await this.tenures(size))
      .filter(({ from, to }) => from <= size && (to === undefined || size <= to))
      .map(({ key }) => key);
    const opened = openCheckpoint(nodePrimitives, bytes, { logKeys, witnessKeys: [], quorum: 0 });
    const key = logKeys.find(
      ({ name, id }) =>
        name === opened.origin &&
        opened.note.signatures.some((line) => line.name === name && line.keyId === id),
    );
    if (key !== undefined) return { ...opened, key };
    throw new LedgerFault('NOT_SIGNED', `no key of ${opened.origin} has signed`);
  }

  async #readOn(): Promise<void> {
    const { entries, events } = await readKeyEvents(this.#client, this.#read);
    const all = [...this.#events, ...events];
    this.#tenures = tenuresOf(this.#own, all);
    this.#events = all;
    // A database that was cut meanwhile has fewer, which is not for here to say.
    if (entries > this.#read) this.#read = entries;
  }
}
