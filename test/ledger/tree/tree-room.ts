import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import type { NoteSigner } from '../../../src/ledger/core/signatures.ts';
import { utf8 } from '../../../src/ledger/core/text.ts';
import { KeyChain } from '../../../src/ledger/keys/key-chain.ts';
import { nodePrimitives } from '../../../src/ledger/node-primitives.ts';
import { openFolderStore } from '../../../src/ledger/second-store/folder.ts';
import type { SecondStore } from '../../../src/ledger/second-store/second-store.ts';
import {
  type Integrated,
  type IntegratorParts,
  integrateOnce,
} from '../../../src/ledger/tree/integrate.ts';
import { readCheckpoint } from '../../../src/ledger/tree/tree-store.ts';
import { Witnesses } from '../../../src/ledger/witness/quorum.ts';
import { selfAccess } from '../../kit/leaves.ts';
import { newSigner } from '../core/signer.ts';
import { type LedgerRoom, openLedgerRoom } from '../room.ts';

/** A ledger with a tree, a signing key and a second store in a folder of its own. */
export type TreeRoom = LedgerRoom & {
  readonly signer: NoteSigner;
  readonly folder: string;
  readonly secondStore: SecondStore;
  /** Appends so many entries. */
  append(count: number): Promise<void>;
  integrate(changes?: Partial<IntegratorParts>): Promise<Integrated>;
  /** The newest published checkpoint, its signature checked. */
  published(): Promise<{ size: bigint; root: Uint8Array } | undefined>;
  /** Changes the ledger behind its own back, as its database's owner can. */
  tamper(sql: string): Promise<void>;
};

/** What keeps the ledger's rows as they are, and must be put off before they can be changed. */
const guards = [
  ['entry', 'entry_fixed'],
  ['tile', 'tile_grows'],
  ['tile', 'tile_kept'],
  ['checkpoint', 'checkpoint_fixed'],
  ['tree', 'tree_kept'],
] as const;

export async function openTreeRoom(): Promise<TreeRoom> {
  const room = await openLedgerRoom();
  const signer = newSigner('ledger.example/plan');
  const folder = await mkdtemp(join(tmpdir(), 'second-store-'));
  const secondStore = openFolderStore(folder);
  const { appender } = room.openAppender({ deadline: 10_000, queueMax: 100_000 });
  const parts = {
    pool: room.database.gateway,
    secondStore,
    signer,
    keys: new KeyChain(room.database.gateway, signer.key),
    entriesMax: 100_000n,
    witnesses: new Witnesses([], 0),
  };
  return {
    ...room,
    signer,
    folder,
    secondStore,
    append: async (count) => {
      await Promise.all(Array.from({ length: count }, () => appender.append([selfAccess()])));
    },
    integrate: (changes = {}) => integrateOnce({ ...parts, ...changes }),
    published: async () => {
      const note = await readCheckpoint(room.database.gateway, signer.key.name);
      if (note === undefined) return undefined;
      const trust = { logKeys: [signer.key], witnessKeys: [], quorum: 0 };
      return openCheckpoint(nodePrimitives, utf8(note), trust);
    },
    tamper: async (sql) => {
      const all = (how: string) =>
        guards.map(([table, trigger]) => `alter table ledger.${table} ${how} trigger ${trigger}`);
      await room.asAdministrator([...all('disable'), sql, ...all('enable always')].join('; '));
    },
    close: async () => {
      await room.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
