import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import type pg from 'pg';
import { z } from 'zod';
import { faultLine, ImportError, reasonOf } from './faults.ts';
import { importFiles } from './import-files.ts';
import { ProgressLine, type ProgressStream } from './progress.ts';
import { summaryTable } from './summary.ts';

/** What the command line gives the import. */
export type ImportCommand = {
  /** Its sessions have role `cg_import`. */
  readonly pool: pg.Pool;
  readonly valueSetsFolder?: string | undefined;
  /** What Social Security numbers are hashed with; without it, none is kept. */
  readonly socialSecurityKey?: Uint8Array | undefined;
  /** Takes the summary. */
  readonly stdout: { write(text: string): unknown };
  /** Takes progress and faults. */
  readonly stderr: ProgressStream;
};

const usage = `Usage: npm run import -- [--plan SLUG] [--rewrite] PATH…

PATH is a file or a folder of FHIR R4 Bundles (.json) and bulk exports (.ndjson, .jsonl),
each also compressed (.gz). Importing again changes nothing.
  --plan SLUG   the plan whose members they are; may be left out where there is only one
  --rewrite     also write unchanged records anew, after an upgrade of the gateway`;

const planRow = z.object({
  id: z.string(),
  slug: z.string(),
  default_line_of_business: z.string().nullable(),
});

/**
 * Runs `npm run import`.
 *
 * @param argv the arguments after the command's name
 * @returns the exit code: 0 when everything was taken, 1 when any record or file was bad
 * @throws ImportError for wrong arguments, with the usage
 */
export async function runImportCommand(
  argv: readonly string[],
  { pool, valueSetsFolder, socialSecurityKey, stdout, stderr }: ImportCommand,
): Promise<number> {
  const { slug, rewrite, paths } = readArguments(argv);
  // An import is all short-lived objects, for which V8 lets its young generation grow by 100 MiB.
  // Collecting more often costs a few per cent of time and halves the memory.
  setFlagsFromString('--semi-space-growth-factor=1');
  const plan = await findPlan(pool, slug);
  const line = new ProgressLine(stderr);
  const summary = await importFiles({
    paths,
    pool,
    plan,
    defaultLineOfBusiness: plan.default_line_of_business,
    valueSetsFolder,
    socialSecurityKey,
    rewrite,
    progress: (progress) => line.show(progress),
    report: (fault) => {
      line.finish();
      stderr.write(`${faultLine(fault)}\n`);
    },
  });
  line.finish();
  stdout.write(`${summaryTable(summary)}\n`);
  return summary.faults === 0 ? 0 : 1;
}

function readArguments(argv: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { plan: { type: 'string' }, rewrite: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new ImportError('Nothing to import: give a PATH.');
    return { slug: values.plan, rewrite: values.rewrite, paths: positionals };
  } catch (cause) {
    throw new ImportError(`${reasonOf(cause)}\n\n${usage}`, { cause });
  }
}

async function findPlan(pool: pg.Pool, slug: string | undefined) {
  const { rows } = await pool.query(
    'select id, slug, default_line_of_business from public.plan order by slug',
  );
  const plans = z.array(planRow).parse(rows);
  const found = slug === undefined ? plans : plans.filter((plan) => plan.slug === slug);
  const [plan, ...others] = found;
  if (plan && others.length === 0) return plan;
  const known = plans.map((one) => one.slug).join(', ') || 'none: create a plan first';
  const fault = slug === undefined ? 'Which plan? Give --plan SLUG.' : `No plan ${slug}.`;
  throw new ImportError(`${fault} Known plans: ${known}.`);
}
