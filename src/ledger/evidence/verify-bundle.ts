import {
  type Checkpoint,
  openCheckpoint,
  parseCheckpoint,
  type TrustPolicy,
} from '../core/checkpoint.ts';
import { parseNote } from '../core/note.ts';
import type { Primitives } from '../core/primitives.ts';
import { readText } from '../core/text.ts';
import type { Finding } from '../verify/finding.ts';
import {
  BundleFindings,
  type BundleLevel,
  bundleLevels,
  type LevelResult,
} from './bundle-findings.ts';
import { bundleFiles, keysFile, leafLine, type Manifest, proofLine } from './bundle-format.ts';
import {
  BundleFault,
  type BundleFiles,
  bytesOf,
  readJsonFile,
  readLines,
} from './bundle-reader.ts';
import { type BundleEntry, EntriesCheck, type EntriesParts } from './entries-check.ts';
import { checkFiles } from './files-check.ts';
import { checkHistory, checkKept, type KeptCheckpoint, type KeptOutcome } from './history-check.ts';
import { trustOf } from './trust.ts';

export type VerifyBundleOptions = {
  readonly primitives: Primitives;
  /** Whom to believe. Unless given: the keys that the bundle brings, which prove no more than that it agrees with itself. */
  readonly trust?: TrustPolicy | undefined;
  /** Checkpoints that the verifier kept. */
  readonly kept?: readonly KeptCheckpoint[] | undefined;
  /** Told of each entry that can be read, by index. */
  readonly onEntry?: ((entry: BundleEntry) => void) | undefined;
  /** Told now and then how many entries were checked; waited for, so that a page can show it. */
  readonly onProgress?:
    | ((done: number, of: number | undefined) => Promise<void> | void)
    | undefined;
};

/** What was checked, and what is wrong; nothing where the bundle is sound. */
export type BundleReport = {
  /** By level; the first tells in which way the bundle is unsound. */
  readonly findings: readonly Finding[];
  /** How many there are, those that are not told included. */
  readonly findingsTotal: number;
  /** The smallest index that a finding is about. */
  readonly firstBadIndex: bigint | undefined;
  readonly levels: Readonly<Record<BundleLevel, LevelResult>>;
  readonly trust: TrustPolicy | undefined;
  /** As far as it can be read; believed only where there is no finding. */
  readonly manifest: Manifest | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly checkpoints: number;
  readonly selected: number;
  readonly context: number;
  /** In the order of `kept`. */
  readonly kept: readonly KeptOutcome[];
};

/** How many entries are checked between two reports of progress. */
const stepSize = 200;

/** Checks an evidence bundle by nothing but itself, and what the verifier brings along. */
export async function verifyBundle(
  files: BundleFiles,
  options: VerifyBundleOptions,
): Promise<BundleReport> {
  const { primitives } = options;
  const findings = new BundleFindings();
  const brought = findings.try('SIGNATURES', 'SIGNATURE', bundleFiles.keys, () =>
    trustOf(primitives, readJsonFile(files, bundleFiles.keys, keysFile)),
  );
  const trust = options.trust ?? brought;
  if (trust === undefined) findings.leaveUnchecked('SIGNATURES');
  const believed = trust ?? { logKeys: [], witnessKeys: [], quorum: 0 };
  const manifest = checkFiles(primitives, files, believed.logKeys, findings);
  const checkpoint = checkCheckpoint(primitives, files, believed, manifest, findings);
  const history =
    checkpoint === undefined
      ? []
      : checkHistory(primitives, files, believed, checkpoint.text, findings);
  if (checkpoint === undefined) {
    findings.leaveUnchecked('PINNED');
    findings.leaveUnchecked('TREE');
  }
  if (manifest !== undefined && history.length !== manifest.counts.checkpoints) {
    const message = `the manifest counts ${manifest.counts.checkpoints} checkpoints; ${history.length} can be read`;
    findings.add('FILES', 'FILE', message);
  }
  const kept = (options.kept ?? []).map((one) =>
    checkKept(primitives, one, believed, history, findings),
  );
  const { selected, context } = await checkEntries(
    files,
    { primitives, checkpoint, manifest, findings },
    options,
  );
  const { told } = findings;
  const indexes = told.flatMap(({ index }) => (index === undefined ? [] : [index]));
  return {
    findings: told,
    findingsTotal: findings.total,
    firstBadIndex: indexes.reduce<bigint | undefined>(
      (first, index) => (first === undefined || index < first ? index : first),
      undefined,
    ),
    levels: levelsOf(findings),
    trust,
    manifest,
    checkpoint,
    checkpoints: history.length,
    selected,
    context,
    kept,
  };
}

/** Checks who signed the checkpoint. One that nobody signed is still read, so that the rest can be told. */
function checkCheckpoint(
  primitives: Primitives,
  files: BundleFiles,
  trust: TrustPolicy,
  manifest: Manifest | undefined,
  findings: BundleFindings,
): EntriesParts['checkpoint'] {
  const name = bundleFiles.checkpoint;
  findings.try('SIGNATURES', 'SIGNATURE', `the ${name}`, () =>
    openCheckpoint(primitives, bytesOf(files, name), trust),
  );
  const bytes = files.get(name);
  const read =
    bytes &&
    findings.try('FILES', 'FILE', `the ${name}`, () => ({
      ...parseCheckpoint(primitives, parseNote(bytes).text),
      text: readText(bytes),
    }));
  if (
    read &&
    manifest &&
    (read.origin !== manifest.origin || read.size !== BigInt(manifest.size))
  ) {
    const message = `the manifest is of size ${manifest.size} of ${manifest.origin}, and the ${name} of another`;
    findings.add('FILES', 'FILE', message);
  }
  return read;
}

/** Walks through leaves and proofs side by side. */
async function checkEntries(
  files: BundleFiles,
  parts: EntriesParts,
  { onEntry, onProgress }: VerifyBundleOptions,
): Promise<EntriesCheck> {
  const { manifest, findings } = parts;
  const check = new EntriesCheck(parts);
  const total = manifest && manifest.counts.entries + manifest.counts.context;
  try {
    const proofs = readLines(files, bundleFiles.proofs, proofLine);
    let done = 0;
    for (const line of readLines(files, bundleFiles.leaves, leafLine)) {
      const entry = check.add(line, proofs.next().value ?? undefined);
      if (entry !== undefined) onEntry?.(entry);
      done += 1;
      if (done % stepSize === 0) await onProgress?.(done, total);
    }
    if (!proofs.next().done) {
      findings.add('TREE', 'GAP', `${bundleFiles.proofs} proves entries that are not there`);
    }
  } catch (cause) {
    if (!(cause instanceof BundleFault)) throw cause;
    findings.add('FILES', 'FILE', cause.message);
    findings.leaveUnchecked('TREE');
    findings.leaveUnchecked('MEANING');
  }
  check.finish();
  return check;
}

const levelsOf = (findings: BundleFindings): Record<BundleLevel, LevelResult> => {
  const [signatures, pinned, tree, files, meaning] = bundleLevels;
  return {
    [signatures]: findings.result(signatures),
    [pinned]: findings.result(pinned),
    [tree]: findings.result(tree),
    [files]: findings.result(files),
    [meaning]: findings.result(meaning),
  };
};
