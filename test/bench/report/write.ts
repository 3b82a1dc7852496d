import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chartOf } from './chart.ts';
import { ledgerChart } from './ledger-chart.ts';
import { type LedgerRun, ledgerPage } from './ledger-page.ts';
import { markdownOf } from './markdown.ts';
import type { RunResult } from './run-result.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Writes page, chart and raw results; those of a whole run into docs/bench, of a part of one into
 * .data/bench, which no commit takes.
 *
 * @returns where
 */
export async function writeReport(result: RunResult, whole: boolean): Promise<string> {
  const folder = await folderOf(whole);
  await writeFile(join(folder, 'README.md'), markdownOf(result));
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(result, null, 1)}\n`);
  if (result.workloads.length > 0) {
    await writeFile(join(folder, 'ratios.svg'), chartOf(result.workloads));
  }
  return folder;
}

/** The same for the ledger's part. */
export async function writeLedgerReport(run: LedgerRun, whole: boolean): Promise<string> {
  const folder = await folderOf(whole);
  await writeFile(join(folder, 'ledger.md'), ledgerPage(run));
  await writeFile(join(folder, 'ledger.json'), `${JSON.stringify(run, null, 1)}\n`);
  await writeFile(join(folder, 'ledger.svg'), ledgerChart(run.ledger));
  return folder;
}

async function folderOf(whole: boolean): Promise<string> {
  const folder = join(repository, ...(whole ? ['docs', 'bench'] : ['.data', 'bench']));
  await mkdir(folder, { recursive: true });
  return folder;
}
