import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { ordinaryMember } from '../world/fhir.ts';
import type { World } from '../world/world.ts';
import type { ImportCost } from './growth.ts';

const start = fileURLToPath(new URL('../../../src/start.mjs', import.meta.url));

/** Imports so many megabytes of synthetic NDJSON by the command that users have. */
export async function measureImport(
  world: World,
  megabytes: number,
  say: (text: string) => void,
): Promise<ImportCost> {
  await world.prepare('imported');
  const folder = await mkdtemp(join(tmpdir(), 'consent-gateway-bench-'));
  try {
    const path = join(folder, 'records.ndjson');
    say(`growth: writing ${megabytes} MB of NDJSON`);
    const resources = { count: 0 };
    await pipeline(Readable.from(linesOf(megabytes * 1e6, resources)), createWriteStream(path));
    say(`growth: importing ${resources.count} resources`);
    const from = performance.now();
    const peakMegabytes = await runImport(world, path);
    const seconds = (performance.now() - from) / 1000;
    const { size } = await stat(path);
    return { megabytes: size / 1e6, resources: resources.count, seconds, peakMegabytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function* linesOf(bytes: number, resources: { count: number }): Generator<string> {
  let written = 0;
  for (let member = 0; written < bytes; member += 1) {
    for (const resource of ordinaryMember(`import-${member}`)) {
      const line = `${JSON.stringify(resource)}\n`;
      written += line.length;
      resources.count += 1;
      yield line;
    }
  }
}

/** @returns the most memory that the importer had at a time, where `/proc` tells */
async function runImport(world: World, path: string): Promise<number | undefined> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [start, 'import', '--', path], {
    cwd: tmpdir(),
    env: { PATH, HOME, DATABASE_URL: world.url('imported'), DATA_DIR: world.dataDirectory },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = `${complaints}${text}`.slice(-2_000);
  });
  let peak: number | undefined;
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
    if (kilobytes !== undefined) peak = Number(kilobytes) / 1024;
  }, 200);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`the import ended with ${code}: ${complaints}`);
  return peak;
}
