import * as z from 'zod';

/** Of `manifest.json`; a reader refuses what it does not know. */
export const bundleFormat = { name: 'consent-gateway/evidence', version: 1 } as const;

/** The files of a bundle. All are text. */
export const bundleFiles = {
  /** For whoever opens it. */
  readMe: 'README.txt',
  /** The entries: their exact bytes, one a line, by index. */
  leaves: 'leaves.ndjson',
  /** A C2SP tlog-proof for each entry, in the same order. */
  proofs: 'proofs.ndjson',
  /** The signed checkpoint that all proofs lead to. */
  checkpoint: 'checkpoint',
  /** Former checkpoints, each with the proof that the next one goes on from it. */
  history: 'history.ndjson',
  keys: 'keys.json',
  manifest: 'manifest.json',
  /** The ledger's signature of the manifest. */
  manifestNote: 'manifest.note',
  page: 'verify.html',
} as const;

/** The files whose hashes the manifest has: all but itself and its signature. */
export const hashedFiles = Object.values(bundleFiles).filter(
  (name) => name !== bundleFiles.manifest && name !== bundleFiles.manifestNote,
);

/** No bundle unpacks to more: a browser holds it in memory. */
export const bundleBytesMax = 2_000_000_000;

const index = z.int().nonnegative();
const text = z.string();

export const leafLine = z.strictObject({
  index,
  leaf: text,
  /** Not selected itself, but what a selected disclosure is judged by. */
  context: z.literal(true).optional(),
});
export const proofLine = z.strictObject({ index, proof: text });
export const historyLine = z.strictObject({ checkpoint: text, consistency: z.array(text) });
export const keysFile = z.strictObject({
  /** C2SP verifier keys. */
  logKeys: z.array(text).min(1),
  witnessKeys: z.array(text),
  /** How many witnesses must have cosigned the checkpoint. */
  quorum: z.int().nonnegative(),
});

const selection = z.strictObject({
  member: z.guid().optional(),
  app: z.guid().optional(),
  /** Instants, `to` excluded. */
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
});

export const manifestFile = z.strictObject({
  format: z.literal(bundleFormat.name),
  version: z.literal(bundleFormat.version),
  origin: text,
  /** The tree's, as the checkpoint has it. */
  size: index,
  selection,
  counts: z.strictObject({
    /** Entries that were selected. */
    entries: index,
    context: index,
    checkpoints: index,
  }),
  exportedAt: z.iso.datetime(),
  /** SHA-256 by file, hex. */
  files: z.record(text, z.string().regex(/^[0-9a-f]{64}$/)),
});

export type LeafLine = z.infer<typeof leafLine>;
export type ProofLine = z.infer<typeof proofLine>;
export type HistoryLine = z.infer<typeof historyLine>;
export type KeysFile = z.infer<typeof keysFile>;
export type Manifest = z.infer<typeof manifestFile>;
/** Which entries a bundle is about; at least one of them is given. */
export type Selection = z.infer<typeof selection>;

/**
 * What the ledger signs of a manifest. Its second line is no number, so that nobody can take it for a
 * checkpoint (C2SP tlog-checkpoint).
 *
 * @param sha256 of the file's bytes, hex
 */
export const manifestStatement = (origin: string, sha256: string): string =>
  `${bundleFormat.name}/v${bundleFormat.version}\n${origin}\nsha256 ${sha256}\n`;
