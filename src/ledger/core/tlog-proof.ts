import { openCheckpoint, type TrustedCheckpoint, type TrustPolicy } from './checkpoint.ts';
import { LedgerFault } from './fault.ts';
import { verifyInclusion } from './inclusion.ts';
import type { Primitives } from './primitives.ts';
import { readBase64, readHash, readNumber, readText, utf8, writeBase64 } from './text.ts';
import { type Hash, treeHashOf } from './tree-hash.ts';

/** A proof that stands by itself: where an entry is, how it hangs in the tree, and who signed the tree. */
export type TlogProof = {
  /** What the application adds; nobody has signed it. */
  readonly extra: Uint8Array | undefined;
  readonly index: bigint;
  readonly hashes: readonly Hash[];
  /** The signed checkpoint, as it was signed. */
  readonly checkpoint: string;
};

const header = 'c2sp.org/tlog-proof@v1';
/** A tree of less than 2^63 entries has no more levels. */
const hashesMax = 63;

/** C2SP tlog-proof. */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    header,
    ...(extra === undefined ? [] : [`extra ${writeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map(writeBase64),
    '',
  ];
  return `${lines.join('\n')}\n${checkpoint}`;
}

/**
 * Reads a proof without believing it.
 *
 * @throws LedgerFault HEADER, BASE64, NUMBER, HASH_LENGTH, PROOF_LENGTH, NO_BLANK_LINE, and what texts can be
 */
export function parseTlogProof(bytes: Uint8Array): TlogProof {
  const text = readText(bytes);
  const blank = text.indexOf('\n\n');
  if (blank < 0)
    throw new LedgerFault('NO_BLANK_LINE', 'no blank line stands before the checkpoint');
  const [first, ...lines] = text.slice(0, blank).split('\n');
  if (first !== header) throw new LedgerFault('HEADER', `a proof begins with the line ${header}`);
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined;
  const [index, ...hashes] = lines;
  if (!index?.startsWith('index ')) {
    throw new LedgerFault('HEADER', 'the line "index <number>" is absent or in another place');
  }
  if (hashes.length > hashesMax) {
    throw new LedgerFault(
      'PROOF_LENGTH',
      `${hashes.length} hashes; no tree has more than ${hashesMax}`,
    );
  }
  return {
    extra: extra === undefined ? undefined : readBase64(extra, 'the extra data'),
    index: readNumber(index.slice('index '.length), 'the index'),
    hashes: hashes.map((line) => readHash(line, 'a hash of the proof')),
    checkpoint: text.slice(blank + 2),
  };
}

/**
 * Checks that an entry is in a log whose checkpoint is signed as the policy asks.
 *
 * @param leafHash the hash of the entry, which the verifier computes from the entry itself
 * @throws LedgerFault what `openCheckpoint` and `verifyInclusion` say
 */
export function verifyTlogProof(
  primitives: Primitives,
  proof: TlogProof,
  leafHash: Hash,
  policy: TrustPolicy,
): TrustedCheckpoint {
  const checkpoint = openCheckpoint(primitives, utf8(proof.checkpoint), policy);
  const { size, root } = checkpoint;
  const claim = { index: proof.index, size, leafHash, root };
  verifyInclusion(treeHashOf(primitives.sha256), claim, proof.hashes);
  return checkpoint;
}
