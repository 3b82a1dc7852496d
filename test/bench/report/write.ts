import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chartOf } from './chart.ts';
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
  const folder = join(repository, ...(whole ? ['docs', 'bench'] : ['.data', 'bench']));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'README.md'), markdownOf(result));
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(result, null, 1)}\n`);
  if (result.workloads.length > 0) {
    await writeFile(join(folder, 'ratios.svg'), chartOf(result.workloads));
  }
  return folder;
}
