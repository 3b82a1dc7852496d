import type pg from 'pg';
import { type Checkpoint, formatCheckpoint } from '../core/checkpoint.ts';
import { LedgerFault } from '../core/fault.ts';
import {
  formatNote,
  formatSignatureLine,
  type Note,
  type NoteSignature,
  parseNote,
} from '../core/note.ts';
import { type NoteSigner, signText } from '../core/signatures.ts';
import { utf8 } from '../core/text.ts';
import { formatVerifierKey } from '../core/verifier-key.ts';
import type { KeyChain, OwnCheckpoint } from '../keys/key-chain.ts';
import type { KeyTenure } from '../keys/key-tenures.ts';
import type { SecondStore } from '../second-store/second-store.ts';
import { LedgerUnsound } from '../unsound.ts';
import type { Witnesses } from '../witness/quorum.ts';
import { expectContinuation, expectEntries } from './continues.ts';
import { type GrownTree, growByEntries } from './grown-tree.ts';
import { sizeToSign } from './size-to-sign.ts';
import {
  growTree,
  type Queryable,
  readCheckpoint,
  type TakenTree,
  takeTree,
} from './tree-store.ts';

/** What signing a checkpoint needs. */
export type IntegratorParts = {
  /** Role `cg_gateway`. */
  readonly pool: pg.Pool;
  readonly secondStore: SecondStore;
  readonly signer: NoteSigner;
  /** The keys that checkpoints are signed by: today's, and those before it. */
  readonly keys: Pick<KeyChain, 'open' | 'tenureOf' | 'newest'>;
  /** How many entries are taken at once. */
  readonly entriesMax: bigint;
  /** Who cosigns before anything is published. */
  readonly witnesses: Pick<Witnesses, 'cosign'>;
};

export type Integrated =
  | { readonly kind: 'SIGNED'; readonly checkpoint: Checkpoint; readonly more: boolean }
  /** Nothing is new. */
  | { readonly kind: 'UP_TO_DATE' }
  /** Another process has the tree, or was faster in the second store. */
  | { readonly kind: 'BUSY' }
  /** The signer's key has signed all that it may: an entry has put another in its place. */
  | { readonly kind: 'RETIRED'; readonly successor: KeyTenure };

/**
 * Brings the tree up to the entries that the ledger has, and signs it, once what was signed before is
 * proved to be its beginning. One process at a time does so, whichever comes first.
 *
 * @throws LedgerUnsound when the ledger is not a continuation of what was signed
 */
export async function integrateOnce(parts: IntegratorParts): Promise<Integrated> {
  const client = await parts.pool.connect();
  // A connection lost while something else is waited for is told by the next statement on it.
  client.on('error', ignored);
  try {
    await client.query('begin');
    const done = await integrate(client, parts);
    await client.query('commit');
    release(client);
    return done;
  } catch (cause) {
    // A connection whose transaction cannot be ended is not used again.
    await client.query('rollback').then(
      () => release(client),
      () => release(client, true),
    );
    throw cause;
  }
}

const ignored = () => undefined;

function release(client: pg.PoolClient, broken = false): void {
  client.off('error', ignored);
  client.release(broken);
}

async function integrate(client: pg.PoolClient, parts: IntegratorParts): Promise<Integrated> {
  const origin = parts.signer.key.name;
  const tree = await takeTree(client);
  if (tree === undefined) return { kind: 'BUSY' };
  const stored = await open(parts, await parts.secondStore.latest(), 'the second store');
  // Before anything else: a restored backup may have lost keys as well.
  if (stored !== undefined) expectEntries(stored, tree);
  const published = await open(parts, await publishedNote(client, origin), 'the database');
  // A second store of this gateway's own may be behind: others sign too.
  const signed = [stored, published].filter((one) => one !== undefined);
  for (const one of signed) expectEntries(one, tree);
  const tenure = await tenureOf(parts, tree);
  const upto = sizeToSign(tree, parts.entriesMax, signed, tenure);
  const { newest } = parts.keys;
  if (newest && tenure.to !== undefined && (upto > tenure.to || tree.size === tenure.to)) {
    return { kind: 'RETIRED', successor: newest };
  }
  const isNew = signed.length < 2 || signed.some(({ size }) => size !== tree.entries);
  if (!isNew || upto < tenure.from) return { kind: 'UP_TO_DATE' };

  const grown = await growByEntries(client, tree, upto);
  for (const one of signed) await expectContinuation(one, grown);
  // Nothing was signed under this name yet: the former one says what it began with.
  const { continued } = tenure;
  if (signed.length === 0 && continued) await expectContinuation(continued, grown);
  const checkpoint = { origin, size: grown.range.size, root: grown.range.root(), extensions: [] };
  // What a process signed before it died is published, not signed again.
  const before = signed.find(({ size }) => size === checkpoint.size);
  const note =
    before === undefined ? sign(parts.signer, checkpoint) : signedByLog(before.note, origin);
  if (stored?.size !== checkpoint.size) {
    // First the second store: nobody ever sees a checkpoint that it does not hold.
    const first = await parts.secondStore.append(utf8(note), stored?.size ?? 0n);
    if (!first) return { kind: 'BUSY' };
  }
  const cosignatures = await cosignaturesOf(parts, note, grown);
  await growTree(client, {
    from: tree.size,
    size: checkpoint.size,
    frontier: grown.range.frontier,
    tiles: grown.tiles,
    origin,
    note: note + cosignatures.map(formatSignatureLine).join(''),
  });
  return { kind: 'SIGNED', checkpoint, more: checkpoint.size < tree.entries };
}

/** What the signer's key may sign. */
async function tenureOf({ signer, keys }: IntegratorParts, { entries }: TakenTree) {
  const tenure = await keys.tenureOf(signer.key, entries);
  if (tenure !== undefined) return tenure;
  const key = formatVerifierKey(signer.key);
  throw new LedgerUnsound('FOREIGN_CHECKPOINT', `the key ${key} is none of this ledger's`);
}

async function publishedNote(client: Queryable, origin: string): Promise<Uint8Array | undefined> {
  const note = await readCheckpoint(client, origin);
  return note === undefined ? undefined : utf8(note);
}

/** Reads a checkpoint that a key of this ledger signed. */
async function open(
  { signer, keys }: IntegratorParts,
  bytes: Uint8Array | undefined,
  where: string,
): Promise<OwnCheckpoint | undefined> {
  if (bytes === undefined) return undefined;
  const origin = signer.key.name;
  try {
    const opened = await keys.open(bytes);
    if (opened.origin === origin) return opened;
    throw new LedgerFault('ORIGIN', `its origin is ${opened.origin}, and this ledger is ${origin}`);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new LedgerUnsound(
      'FOREIGN_CHECKPOINT',
      `the newest checkpoint of ${where} is not this ledger's: ${cause.message}`,
      { cause },
    );
  }
}

function cosignaturesOf(
  { witnesses }: IntegratorParts,
  text: string,
  { range, readNodes }: GrownTree,
): Promise<NoteSignature[]> {
  const checkpoint = { size: range.size };
  return witnesses.cosign({ checkpoint, text, note: parseNote(utf8(text)), readNodes });
}

/** A note as the log signed it: witnesses are asked anew. */
const signedByLog = ({ text, signatures }: Note, origin: string) =>
  formatNote({ text, signatures: signatures.filter(({ name }) => name === origin) });

function sign(signer: NoteSigner, checkpoint: Checkpoint): string {
  const text = formatCheckpoint(checkpoint);
  return formatNote({ text, signatures: [signText(signer, text)] });
}
