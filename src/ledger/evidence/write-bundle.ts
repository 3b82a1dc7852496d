import type pg from 'pg';
import type { TrustPolicy } from '../core/checkpoint.ts';
import { proveInclusion, verifyInclusion } from '../core/inclusion.ts';
import type { ReadNodes } from '../core/nodes.ts';
import { formatNote } from '../core/note.ts';
import { type NoteSigner, signText } from '../core/signatures.ts';
import { utf8 } from '../core/text.ts';
import { nodesFromTiles } from '../core/tiles.ts';
import { formatTlogProof } from '../core/tlog-proof.ts';
import { formatVerifierKey } from '../core/verifier-key.ts';
import { nodeTreeHash } from '../node-primitives.ts';
import type { PublishedCheckpoint, PublishedLedger } from '../proofs.ts';
import {
  bundleFiles,
  bundleFormat,
  type KeysFile,
  type LeafLine,
  type Manifest,
  manifestStatement,
  type ProofLine,
  type Selection,
} from './bundle-format.ts';
import { formatLine } from './bundle-reader.ts';
import { coveringCheckpoint } from './covering-checkpoint.ts';
import { EvidenceRefused } from './errors.ts';
import { expectSound } from './expect-sound.ts';
import { historyLines } from './history-lines.ts';
import { buildPage } from './page-builder.ts';
import { readMe } from './read-me.ts';
import { measureSelection, readSelection } from './selection-cursor.ts';
import { rememberTiles } from './tile-memory.ts';
import { type Sink, ZipWriter } from './zip-writer.ts';

/** What a bundle is made of. */
export type BundleParts = {
  /** Role `cg_gateway`, for statements as long as a selection is. */
  readonly pool: pg.Pool;
  readonly published: PublishedLedger;
  /** The ledger's key: it signs the manifest. */
  readonly signer: NoteSigner;
  /** The keys that go along. */
  readonly trust: TrustPolicy;
  /** How long entries that are not signed yet are waited for, milliseconds. */
  readonly patience: number;
  /** Told how many of the steps are done: each entry is read, and then proved. */
  readonly onProgress: (done: number, of: number) => void;
};

/** What was written. */
export type WrittenBundle = {
  readonly manifest: Manifest;
  /** Of the zip, hex. */
  readonly sha256: string;
};

/**
 * Writes an evidence bundle, a zip, piece by piece. What it proves is checked while it is written: of
 * an unsound ledger there is no bundle.
 *
 * @throws EvidenceRefused when nothing is selected, or not signed in time; LedgerUnsound
 */
export async function writeBundle(
  parts: BundleParts,
  selection: Selection,
  sink: Sink,
): Promise<WrittenBundle> {
  const { last } = await measureSelection(parts.pool, selection);
  if (last === undefined) {
    throw new EvidenceRefused('The ledger has no entry of this member, app and period.');
  }
  const checkpoint = await coveringCheckpoint(parts.published, last, parts.patience);
  const { origin, size } = checkpoint;
  const readNodes = nodesFromTiles(nodeTreeHash, size, rememberTiles(parts.pool));
  const now = new Date();
  const zip = new ZipWriter(sink, now);
  const files: Record<string, string> = {};
  const add = async (name: string, content: Parameters<ZipWriter['add']>[1]) => {
    files[name] = await zip.add(name, content);
  };
  const counts = { entries: 0, context: 0 };
  const history = await historyLines(parts, checkpoint, readNodes);
  await add(bundleFiles.readMe, [utf8(readMe(origin))]);
  await add(bundleFiles.page, [utf8(await buildPage())]);
  await add(bundleFiles.leaves, leafLines(parts, selection, size, counts));
  await add(bundleFiles.proofs, proofLines(parts, selection, checkpoint, readNodes, counts));
  await add(bundleFiles.checkpoint, [utf8(checkpoint.text)]);
  await add(bundleFiles.history, history.map(formatLine));
  await add(bundleFiles.keys, [jsonFile(keysOf(parts.trust))]);
  const manifest: Manifest = {
    format: bundleFormat.name,
    version: bundleFormat.version,
    origin,
    size: Number(size),
    selection,
    counts: { ...counts, checkpoints: history.length },
    exportedAt: now.toISOString(),
    files: { ...files },
  };
  const sha256 = await zip.add(bundleFiles.manifest, [jsonFile(manifest)]);
  const text = manifestStatement(origin, sha256);
  const note = formatNote({ text, signatures: [signText(parts.signer, text)] });
  await zip.add(bundleFiles.manifestNote, [utf8(note)]);
  return { manifest, sha256: await zip.end() };
}

async function* leafLines(
  { pool, onProgress }: BundleParts,
  selection: Selection,
  size: bigint,
  counts: { entries: number; context: number },
): AsyncGenerator<Uint8Array> {
  for await (const page of readSelection(pool, selection, size)) {
    for (const { index, leaf, context } of page) {
      counts[context ? 'context' : 'entries'] += 1;
      const line: LeafLine = {
        index: Number(index),
        leaf: Buffer.from(leaf).toString('utf8'),
        ...(context ? { context } : {}),
      };
      yield formatLine(line);
    }
    const done = counts.entries + counts.context;
    onProgress(done, 2 * done);
  }
}

async function* proofLines(
  { pool, onProgress }: BundleParts,
  selection: Selection,
  { size, root, text }: PublishedCheckpoint,
  readNodes: ReadNodes,
  { entries, context }: { entries: number; context: number },
): AsyncGenerator<Uint8Array> {
  let done = entries + context;
  const of = 2 * done;
  for await (const page of readSelection(pool, selection, size)) {
    for (const { index, leaf } of page) {
      const hashes = await proveInclusion(nodeTreeHash, index, size, readNodes);
      const claim = { index, size, root, leafHash: nodeTreeHash.leaf(leaf) };
      expectSound(`entry ${index} is not under the checkpoint of size ${size}`, index, () =>
        verifyInclusion(nodeTreeHash, claim, hashes),
      );
      const proof = formatTlogProof({ extra: undefined, index, hashes, checkpoint: text });
      const line: ProofLine = { index: Number(index), proof };
      yield formatLine(line);
    }
    done += page.length;
    onProgress(done, of);
  }
}

const keysOf = ({ logKeys, witnessKeys, quorum }: TrustPolicy): KeysFile => ({
  logKeys: logKeys.map(formatVerifierKey),
  witnessKeys: witnessKeys.map(formatVerifierKey),
  quorum,
});

const jsonFile = (value: object) => utf8(`${JSON.stringify(value, null, 2)}\n`);
