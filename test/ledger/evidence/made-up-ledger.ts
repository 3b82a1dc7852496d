import { formatCheckpoint } from '../../../src/ledger/core/checkpoint.ts';
import { CompactRange } from '../../../src/ledger/core/compact-range.ts';
import { proveConsistency } from '../../../src/ledger/core/consistency.ts';
import { proveInclusion } from '../../../src/ledger/core/inclusion.ts';
import type { NodeId } from '../../../src/ledger/core/nodes.ts';
import { formatNote } from '../../../src/ledger/core/note.ts';
import { type NoteSigner, signText } from '../../../src/ledger/core/signatures.ts';
import { writeBase64 } from '../../../src/ledger/core/text.ts';
import { formatTlogProof } from '../../../src/ledger/core/tlog-proof.ts';
import { formatVerifierKey } from '../../../src/ledger/core/verifier-key.ts';
import { bundleFiles, type Selection } from '../../../src/ledger/evidence/bundle-format.ts';
import type { Leaf } from '../../../src/ledger/leaf.ts';
import { encodeLeaf } from '../../../src/ledger/leaf-bytes.ts';
import { nodeTreeHash } from '../../../src/ledger/node-primitives.ts';
import { changed, type Files, sealed } from '../../kit/sealed-bundle.ts';

/** A ledger that no gateway kept: it may say what no gateway would write, and prove it. */
export type MadeUpLedger = {
  readonly leaves: readonly Leaf[];
  readonly signer: NoteSigner;
  readonly witness: NoteSigner;
  /** The sizes that were signed. */
  readonly sizes: readonly number[];
};

/**
 * A bundle of such a ledger, sealed by its key.
 *
 * @param indexes the entries that go in; those that the selection does not ask for are its context
 */
export async function bundleOf(
  ledger: MadeUpLedger,
  selection: Selection,
  indexes: readonly number[],
  isContext: (index: number) => boolean,
): Promise<Files> {
  const { leaves, signer, witness, sizes } = ledger;
  const size = sizes.at(-1) ?? 0;
  const bytes = leaves.map((leaf) => encodeLeaf(leaf));
  const rootOf = (from: number, to: number) => {
    const range = CompactRange.empty(nodeTreeHash);
    for (const leaf of bytes.slice(from, to)) range.append(nodeTreeHash.leaf(leaf));
    return range.root();
  };
  const readNodes = async (ids: readonly NodeId[]) =>
    ids.map(({ level, index }) =>
      rootOf(Number(index) * 2 ** level, (Number(index) + 1) * 2 ** level),
    );
  const noteOf = (of: number) => {
    const text = formatCheckpoint({
      origin: signer.key.name,
      size: BigInt(of),
      root: rootOf(0, of),
      extensions: [],
    });
    const signatures = [signText(signer, text), signText(witness, text, 1_700_000_000n)];
    return formatNote({ text, signatures });
  };
  const checkpoint = noteOf(size);
  const proofs = indexes.map(async (index) => {
    const hashes = await proveInclusion(nodeTreeHash, BigInt(index), BigInt(size), readNodes);
    const parts = { extra: undefined, index: BigInt(index), hashes, checkpoint };
    return { index, proof: formatTlogProof(parts) };
  });
  const history = sizes.map(async (from, at) => {
    const to = sizes[at + 1];
    const proof =
      to === undefined
        ? []
        : await proveConsistency(nodeTreeHash, BigInt(from), BigInt(to), readNodes);
    return { checkpoint: noteOf(from), consistency: proof.map(writeBase64) };
  });
  const context = indexes.filter(isContext).length;
  const manifest = {
    format: 'consent-gateway/evidence',
    version: 1,
    origin: signer.key.name,
    size,
    selection,
    counts: { entries: indexes.length - context, context, checkpoints: sizes.length },
    exportedAt: '2026-11-26T12:00:00.000Z',
    files: {},
  };
  const keys = {
    logKeys: [formatVerifierKey(signer.key)],
    witnessKeys: [formatVerifierKey(witness.key)],
    quorum: 1,
  };
  const files = changed(new Map(), {
    [bundleFiles.readMe]: 'A bundle that was made up.\n',
    [bundleFiles.page]: '<!doctype html>\n',
    [bundleFiles.leaves]: lines(
      indexes.map((index) => ({
        index,
        leaf: bytes[index]?.toString('utf8'),
        ...(isContext(index) ? { context: true } : {}),
      })),
    ),
    [bundleFiles.proofs]: lines(await Promise.all(proofs)),
    [bundleFiles.checkpoint]: checkpoint,
    [bundleFiles.history]: lines(await Promise.all(history)),
    [bundleFiles.keys]: JSON.stringify(keys),
    [bundleFiles.manifest]: JSON.stringify(manifest),
  });
  return sealed(files, signer);
}

/** A note's text signed by somebody else, under the same name. */
export function resigned(note: string, by: NoteSigner): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  return formatNote({ text, signatures: [signText(by, text)] });
}

const lines = (values: readonly object[]) =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
