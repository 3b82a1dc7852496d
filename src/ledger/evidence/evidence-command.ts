import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import type { Selection } from './bundle-format.ts';
import { EvidenceRefused } from './errors.ts';
import { writeNewFile } from './new-file.ts';
import { EvidenceProgress, type ProgressStream } from './progress.ts';
import { recordExport } from './record-export.ts';
import { type BundleParts, writeBundle } from './write-bundle.ts';

const usage = `Usage: npm run evidence -- [--member ID] [--app ID] [--from TIME] [--to TIME] --out FILE.zip
  --member ID   entries about this member
  --app ID      entries about this app
  --from TIME   entries from then on
  --to TIME     entries before then
  --out FILE    the zip to write; it must not be there yet
At least one of the first four; of several, entries that match all. A TIME is a date, which begins at
midnight UTC, or an instant: 2026-11-01 or 2026-11-01T09:30:00Z
Example: npm run evidence -- --member 0190c6a2-7c1e-7d3a-9b52-3f6f0a4be001 --out evidence.zip`;

/** What the command line gives the export. */
export type EvidenceCommand = Omit<BundleParts, 'onProgress'> & {
  readonly database: Database;
  /** Takes the summary. */
  readonly stdout: { write(text: string): unknown };
  readonly stderr: ProgressStream;
};

/** What is asked for. */
export type EvidenceRequest = { readonly selection: Selection; readonly out: string };

/**
 * Runs `npm run evidence`: writes the bundle, and tells the ledger before it has its name.
 *
 * @returns the exit code
 * @throws EvidenceRefused when it cannot be done: says what to type or mend; LedgerUnsound
 */
export async function exportEvidence(
  { selection, out }: EvidenceRequest,
  { database, stdout, stderr, ...parts }: EvidenceCommand,
): Promise<number> {
  await expectKnown(database, selection);
  const progress = new EvidenceProgress(stderr);
  const onProgress = (done: number, of: number) => progress.show(done, of);
  try {
    const { manifest, sha256 } = await writeNewFile(
      out,
      (sink) => writeBundle({ ...parts, onProgress }, selection, sink),
      ({ manifest: { selection: taken, counts }, sha256: bundle }) =>
        recordExport(database, {
          actor: 'operator',
          selection: taken,
          entries: counts.entries,
          bundle,
        }),
    );
    progress.finish();
    const { entries, context, checkpoints } = manifest.counts;
    stdout.write(
      `${out}: ${entries} entries, ${context} of context, ${checkpoints} checkpoints, up to size ${manifest.size}\n` +
        `SHA-256 ${sha256}\n`,
    );
    return 0;
  } finally {
    progress.finish();
  }
}

/**
 * Reads the arguments after the command's name.
 *
 * @throws EvidenceRefused with the usage
 */
export function readEvidenceArguments(argv: readonly string[]): EvidenceRequest {
  const { member, app, from, to, out } = parsed(argv);
  if (out === undefined) return invalid('--out is missing: where shall the zip be written?');
  const selection = {
    ...(member === undefined ? {} : { member: uuid('--member', member) }),
    ...(app === undefined ? {} : { app: uuid('--app', app) }),
    ...(from === undefined ? {} : { from: instant('--from', from) }),
    ...(to === undefined ? {} : { to: instant('--to', to) }),
  };
  if (Object.keys(selection).length === 0) {
    return invalid('Nothing is selected: give --member, --app, --from or --to.');
  }
  if (selection.from && selection.to && selection.from >= selection.to) {
    return invalid(`--from ${from} is not before --to ${to}.`);
  }
  return { selection, out };
}

function parsed(argv: readonly string[]) {
  const option = { type: 'string' } as const;
  const options = { member: option, app: option, from: option, to: option, out: option };
  try {
    return parseArgs({ args: [...argv], options, strict: true }).values;
  } catch (cause) {
    return invalid(cause instanceof Error ? cause.message : 'Wrong arguments.', cause);
  }
}

function uuid(option: string, text: string): string {
  if (z.guid().safeParse(text).success) return text.toLowerCase();
  return invalid(`${option}: ${JSON.stringify(text)} is not a UUID.`);
}

/** An instant as ISO 8601 in UTC, which sorts as time does. */
function instant(option: string, text: string): string {
  if (z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text).success) {
    return new Date(text).toISOString();
  }
  return invalid(`${option}: ${JSON.stringify(text)} is no date and no instant.`);
}

function invalid(problem: string, cause?: unknown): never {
  throw new EvidenceRefused(`${problem}\n\n${usage}`, { cause });
}

async function expectKnown({ prisma }: Database, { member, app }: Selection): Promise<void> {
  const select = { id: true };
  if (member && !(await prisma.member.findUnique({ where: { id: member }, select }))) {
    throw new EvidenceRefused(
      `--member: no member has the id ${member}. It is the UUID that disclosures show as memberId.`,
    );
  }
  if (app && !(await prisma.app.findUnique({ where: { id: app }, select }))) {
    throw new EvidenceRefused(
      `--app: no app has the id ${app}. Ids of apps: { apps { nodes { id } } }`,
    );
  }
}
