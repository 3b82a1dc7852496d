import { hash } from 'node:crypto';
import { zipSync } from 'fflate';
import { formatNote } from '../../src/ledger/core/note.ts';
import { type NoteSigner, signText } from '../../src/ledger/core/signatures.ts';
import { utf8 } from '../../src/ledger/core/text.ts';
import {
  bundleFiles,
  hashedFiles,
  type Manifest,
  manifestFile,
  manifestStatement,
} from '../../src/ledger/evidence/bundle-format.ts';

/** A bundle's files, to be changed. */
export type Files = Map<string, Uint8Array>;

export const textOf = (files: ReadonlyMap<string, Uint8Array>, name: string): string =>
  Buffer.from(files.get(name) ?? []).toString('utf8');

/** The lines of a file, without their newlines. */
export const linesOf = (files: ReadonlyMap<string, Uint8Array>, name: string): string[] =>
  textOf(files, name).split('\n').slice(0, -1);

/** The files with some of them as other texts; undefined takes one away. */
export function changed(
  files: ReadonlyMap<string, Uint8Array>,
  texts: Readonly<Record<string, string | undefined>>,
): Files {
  const copy = new Map(files);
  for (const [name, text] of Object.entries(texts)) {
    if (text === undefined) copy.delete(name);
    else copy.set(name, utf8(text));
  }
  return copy;
}

/** A file with its lines changed. */
export const withLines = (
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
  change: (lines: string[]) => readonly string[],
): Files =>
  changed(files, {
    [name]: change(linesOf(files, name))
      .map((line) => `${line}\n`)
      .join(''),
  });

/** The files with a manifest that names them as they are, signed: what a careful forger makes. */
export function sealed(
  files: ReadonlyMap<string, Uint8Array>,
  signer: NoteSigner,
  changes: Partial<Manifest> = {},
): Files {
  const before = manifestFile.parse(JSON.parse(textOf(files, bundleFiles.manifest)));
  const hashes = hashedFiles.map((name) => [name, sha256(files.get(name) ?? new Uint8Array())]);
  const manifest = { ...before, files: Object.fromEntries(hashes), ...changes };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const statement = manifestStatement(manifest.origin, sha256(utf8(text)));
  return changed(files, {
    [bundleFiles.manifest]: text,
    [bundleFiles.manifestNote]: formatNote({
      text: statement,
      signatures: [signText(signer, statement)],
    }),
  });
}

/** The zip of a bundle's files. */
export const zipOf = (files: ReadonlyMap<string, Uint8Array>): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(files)));

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');
