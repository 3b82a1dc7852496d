import type pg from 'pg';
import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  type TrustedCheckpoint,
} from '../core/checkpoint.ts';
import { proveConsistency, verifyConsistency } from '../core/consistency.ts';
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
import type { VerifierKey } from '../core/verifier-key.ts';
import { nodePrimitives, nodeTreeHash } from '../node-primitives.ts';
import type { SecondStore } from '../second-store/second-store.ts';
import { LedgerUnsound } from '../unsound.ts';
import type { Witnesses } from '../witness/quorum.ts';
import { type GrownTree, growByEntries } from './grown-tree.ts';
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
  /** The keys that checkpoints in the second store may be signed by: today's, and those before it. */
  readonly keys: readonly VerifierKey[];
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
  | { readonly kind: 'BUSY' };

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
  const stored = open(parts, await parts.secondStore.latest(), 'the second store');
  const published = open(parts, await publishedNote(client, origin), 'the database');
  // A second store of this gateway's own may be behind: others sign too.
  const signed = [stored, published].filter((one) => one !== undefined);
  for (const one of signed) expectEntries(one, tree);
  if (signed.length === 2 && signed.every(({ size }) => size === tree.entries)) {
    return { kind: 'UP_TO_DATE' };
  }
  const upto = sizeToSign(tree, parts.entriesMax, signed);
  if (upto === 0n) return { kind: 'UP_TO_DATE' };

  const grown = await growByEntries(client, tree, upto);
  for (const one of signed) await expectContinuation(one, grown);
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

/** As far as entries go, a bounded number at a time; never short of what was signed already. */
function sizeToSign(
  tree: TakenTree,
  entriesMax: bigint,
  signed: readonly TrustedCheckpoint[],
): bigint {
  const bounded = tree.size + entriesMax;
  return signed.reduce(
    (upto, { size }) => (size > upto ? size : upto),
    bounded < tree.entries ? bounded : tree.entries,
  );
}

async function publishedNote(client: Queryable, origin: string): Promise<Uint8Array | undefined> {
  const note = await readCheckpoint(client, origin);
  return note === undefined ? undefined : utf8(note);
}

/** Reads a checkpoint that a key of this ledger signed. */
function open(
  { signer, keys }: IntegratorParts,
  bytes: Uint8Array | undefined,
  where: string,
): TrustedCheckpoint | undefined {
  if (bytes === undefined) return undefined;
  const origin = signer.key.name;
  try {
    const trust = { logKeys: keys, witnessKeys: [], quorum: 0 };
    const opened = openCheckpoint(nodePrimitives, bytes, trust);
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

function expectEntries(signed: TrustedCheckpoint, { size, entries }: TakenTree): void {
  const covered = signed.size > size ? signed.size : size;
  if (covered <= entries) return;
  throw new LedgerUnsound(
    'SHRUNKEN',
    `size ${covered} was signed, and the ledger has ${entries} entries`,
    { index: entries },
  );
}

/** @throws LedgerUnsound FORKED */
async function expectContinuation(
  signed: TrustedCheckpoint,
  { range, readNodes }: GrownTree,
): Promise<void> {
  const now = { size: range.size, root: range.root() };
  try {
    const proof = await proveConsistency(nodeTreeHash, signed.size, now.size, readNodes);
    verifyConsistency(nodeTreeHash, signed, now, proof);
  } catch (cause) {
    if (!(cause instanceof LedgerFault)) throw cause;
    throw new LedgerUnsound(
      'FORKED',
      `the ledger does not go on from what was signed at size ${signed.size}`,
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
