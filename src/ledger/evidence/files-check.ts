import { parseNote } from '../core/note.ts';
import type { Primitives } from '../core/primitives.ts';
import { openNote } from '../core/signatures.ts';
import type { VerifierKey } from '../core/verifier-key.ts';
import type { BundleFindings } from './bundle-findings.ts';
import {
  bundleFiles,
  hashedFiles,
  type Manifest,
  manifestFile,
  manifestStatement,
} from './bundle-format.ts';
import { type BundleFiles, bytesOf, readJsonFile } from './bundle-reader.ts';

/**
 * Checks that the ledger signed the manifest, and that the manifest names every file as it is.
 *
 * @returns the manifest, where it can be read
 */
export function checkFiles(
  primitives: Primitives,
  files: BundleFiles,
  logKeys: readonly VerifierKey[],
  findings: BundleFindings,
): Manifest | undefined {
  const manifest = findings.try('FILES', 'FILE', bundleFiles.manifest, () =>
    readJsonFile(files, bundleFiles.manifest, manifestFile),
  );
  if (manifest === undefined) return undefined;
  checkManifestNote(primitives, files, logKeys, manifest, findings);
  for (const name of hashedFiles) {
    const bytes = files.get(name);
    const said = manifest.files[name];
    if (bytes === undefined) findings.add('FILES', 'FILE', `${name} is missing`);
    else if (said === undefined) findings.add('FILES', 'FILE', `the manifest has no ${name}`);
    else if (said !== hexOf(primitives.sha256(bytes)))
      findings.add('FILES', 'FILE', `${name} is not the file that the manifest names`);
  }
  const known = new Set<string>(Object.values(bundleFiles));
  for (const name of [...files.keys(), ...Object.keys(manifest.files)]) {
    if (!known.has(name)) findings.add('FILES', 'FILE', `${name} belongs to no bundle`);
  }
  return manifest;
}

function checkManifestNote(
  primitives: Primitives,
  files: BundleFiles,
  logKeys: readonly VerifierKey[],
  { origin }: Manifest,
  findings: BundleFindings,
): void {
  const note = findings.try('SIGNATURES', 'SIGNATURE', bundleFiles.manifestNote, () => {
    const read = parseNote(bytesOf(files, bundleFiles.manifestNote));
    openNote(primitives, read, logKeys);
    return read;
  });
  if (note === undefined) return;
  const sha256 = hexOf(primitives.sha256(bytesOf(files, bundleFiles.manifest)));
  if (note.text === manifestStatement(origin, sha256)) return;
  findings.add('FILES', 'FILE', `${bundleFiles.manifest} is not the one that the ledger signed`);
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
