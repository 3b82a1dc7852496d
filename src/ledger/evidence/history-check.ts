import {
  type Checkpoint,
  openCheckpoint,
  parseCheckpoint,
  type TrustPolicy,
} from '../core/checkpoint.ts';
import { verifyConsistency } from '../core/consistency.ts';
import { parseNote } from '../core/note.ts';
import type { Primitives } from '../core/primitives.ts';
import { readHash, utf8 } from '../core/text.ts';
import { sameHash, treeHashOf } from '../core/tree-hash.ts';
import type { BundleFindings } from './bundle-findings.ts';
import { bundleFiles, type HistoryLine, historyLine } from './bundle-format.ts';
import { type BundleFiles, readLines } from './bundle-reader.ts';

/** A checkpoint that somebody kept themselves, and where it is from. */
export type KeptCheckpoint = { readonly note: Uint8Array; readonly where: string };

/** What a kept checkpoint says of a bundle. */
export type KeptOutcome =
  /** The bundle's ledger is the one that was kept, and has grown from there. */
  | 'CONSISTENT'
  /** It is another. */
  | 'FORKED'
  /** It cannot be read, or is not signed by the ledger. */
  | 'NOT_SIGNED'
  /** The bundle has no checkpoint of that size: nothing can be said. */
  | 'NOT_IN_HISTORY';

/**
 * Checks that each former checkpoint is signed, and is the beginning of the next one; the last is the
 * one that the entries are proved against.
 *
 * @param last the text of the bundle's checkpoint
 * @returns the checkpoints that can be read
 */
export function checkHistory(
  primitives: Primitives,
  files: BundleFiles,
  trust: TrustPolicy,
  last: string,
  findings: BundleFindings,
): Checkpoint[] {
  const lines =
    findings.try('FILES', 'FILE', bundleFiles.history, () => [
      ...readLines(files, bundleFiles.history, historyLine),
    ]) ?? [];
  if (lines.at(-1)?.checkpoint !== last) {
    const message = `${bundleFiles.history} does not lead to the checkpoint of the bundle`;
    findings.add('PINNED', 'FORKED', message);
  }
  const checkpoints = lines.map(({ checkpoint }, at) =>
    openFormer(primitives, checkpoint, trust, `former checkpoint ${at + 1}`, findings),
  );
  for (const [at, later] of checkpoints.entries()) {
    const earlier = checkpoints[at - 1];
    const proof = lines[at - 1]?.consistency;
    if (earlier && later && proof) {
      checkStep(primitives, earlier, later, proof, findings);
    }
  }
  return checkpoints.filter((one) => one !== undefined);
}

/** Holds a checkpoint that somebody kept against those of the bundle. */
export function checkKept(
  primitives: Primitives,
  { note, where }: KeptCheckpoint,
  trust: TrustPolicy,
  history: readonly Checkpoint[],
  findings: BundleFindings,
): KeptOutcome {
  const kept = findings.try('SIGNATURES', 'SIGNATURE', where, () =>
    openCheckpoint(primitives, note, { ...trust, quorum: 0 }),
  );
  if (kept === undefined) return 'NOT_SIGNED';
  const same = history.find(({ size, origin }) => size === kept.size && origin === kept.origin);
  if (same === undefined) return 'NOT_IN_HISTORY';
  if (sameHash(same.root, kept.root)) return 'CONSISTENT';
  const message = `at size ${kept.size} the ledger was another than ${where} says`;
  findings.add('PINNED', 'FORKED', message);
  return 'FORKED';
}

/** Former checkpoints may be older than their witnesses: those of the last one speak for them. */
function openFormer(
  primitives: Primitives,
  text: string,
  trust: TrustPolicy,
  what: string,
  findings: BundleFindings,
): Checkpoint | undefined {
  const signed = findings.try('SIGNATURES', 'SIGNATURE', what, () =>
    openCheckpoint(primitives, utf8(text), { ...trust, quorum: 0 }),
  );
  if (signed !== undefined) return signed;
  return unsigned(primitives, text);
}

function unsigned(primitives: Primitives, text: string): Checkpoint | undefined {
  try {
    return parseCheckpoint(primitives, parseNote(utf8(text)).text);
  } catch {
    // Whoever opened it has told so.
    return undefined;
  }
}

function checkStep(
  primitives: Primitives,
  earlier: Checkpoint,
  later: Checkpoint,
  proof: HistoryLine['consistency'],
  findings: BundleFindings,
): void {
  const step = `from size ${earlier.size} to size ${later.size}`;
  findings.try('PINNED', 'FORKED', step, () => {
    const hashes = proof.map((line) => readHash(line, 'a hash of the proof'));
    verifyConsistency(treeHashOf(primitives.sha256), earlier, later, hashes);
  });
  if (earlier.origin === later.origin) return;
  findings.add('PINNED', 'FORKED', `${step}: the origin is another`);
}
