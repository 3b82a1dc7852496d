import { readFile } from 'node:fs/promises';
import { formatVerifierKey, type VerifierKey } from '../../ledger/core/verifier-key.ts';
import { bundleLevels } from '../../ledger/evidence/bundle-findings.ts';
import { BundleFault } from '../../ledger/evidence/bundle-reader.ts';
import { unzipBundle } from '../../ledger/evidence/unzip.ts';
import { verifyBundle } from '../../ledger/evidence/verify-bundle.ts';
import { nodePrimitives } from '../../ledger/node-primitives.ts';
import type { KeptCheckpoint } from '../../ledger/verify/checkpoints.ts';
import { VerifyRefused } from '../../ledger/verify/refused.ts';
import type { Verdict } from './print.ts';

/** Whom to believe, and what was kept. */
export type BundleOptions = {
  readonly keys: readonly VerifierKey[];
  readonly kept: readonly KeptCheckpoint[];
};

/** Checks an evidence bundle, offline. */
export async function verifyBundleFile(
  file: string,
  { keys, kept }: BundleOptions,
): Promise<Verdict> {
  const files = await unzipped(file);
  const report = await verifyBundle(files, {
    primitives: nodePrimitives,
    ...(keys.length > 0 && { trust: { logKeys: keys, witnessKeys: [], quorum: 0 } }),
    kept,
  });
  const { levels, selected, context, checkpoint, checkpoints, trust } = report;
  const told: Readonly<Record<string, string>> = {
    SIGNATURES: `${checkpoints} checkpoints of ${checkpoint?.origin ?? 'nobody'}`,
    PINNED:
      kept.length === 0
        ? 'no checkpoint of your own was given'
        : kept
            .map(({ where }, at) => `${where}: ${wordsOf[report.kept[at] ?? 'NOT_SIGNED']}`)
            .join('; '),
    TREE: `${selected + context} entries in a ledger of ${checkpoint?.size ?? 0n}`,
    FILES: `${files.size} files`,
    MEANING: `${selected} entries, and ${context} that they rest on`,
  };
  const notes =
    keys.length > 0
      ? []
      : [
          `Believed was the key that the bundle brings: ${trust?.logKeys.map(formatVerifierKey).join(', ') ?? 'none'}. Compare it with the one that the plan publishes, or give that with --key.`,
        ];
  return {
    levels: bundleLevels.map((level) => ({
      level,
      state: levels[level],
      told: told[level] ?? '',
    })),
    findings: report.findings,
    notes,
  };
}

const wordsOf = {
  CONSISTENT: 'the ledger has grown from there',
  FORKED: 'another ledger',
  NOT_SIGNED: 'not signed by this ledger',
  NOT_IN_HISTORY: 'the bundle has none of that size, so nothing can be said',
} as const;

async function unzipped(file: string) {
  try {
    return unzipBundle(await readFile(file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isOurs = cause instanceof BundleFault;
    throw new VerifyRefused(
      `--bundle ${file}: ${isOurs ? '' : 'cannot be read: '}${reason}. Give a zip that npm run evidence has written.`,
    );
  }
}
