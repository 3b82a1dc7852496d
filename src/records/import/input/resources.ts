import { isUtf8 } from 'node:buffer';
import type { Fault } from '../faults.ts';
import { resourcesOfBundle } from './bundle.ts';
import { bytesOf, UnreadableFile } from './bytes.ts';
import type { InputFile } from './files.ts';
import type { InputResource } from './input-resource.ts';
import { largestLine, linesOf } from './lines.ts';
import { noFullUrls, parseResource } from './parse.ts';

/** How to go over a file. */
export type Scan = {
  /** Only resources of these types; all others are passed over without being parsed. */
  readonly only?: ReadonlySet<string>;
  readonly onRead: (bytes: number) => void;
};

/** A JSON file is held whole. Larger ones come as NDJSON, which is read line by line. */
const largestJson = 128 * 1024 * 1024;

/** Goes over the resources of one file in order. What cannot be read comes as a fault. */
export async function* resourcesOf(
  file: InputFile,
  scan: Scan,
): AsyncGenerator<InputResource | Fault> {
  try {
    yield* file.layout === 'ndjson' ? resourcesOfLines(file, scan) : resourcesOfJson(file, scan);
  } catch (cause) {
    if (!(cause instanceof UnreadableFile)) throw cause;
    yield { file: file.path, line: 0, path: '', reason: cause.message };
  }
}

async function* resourcesOfLines(
  file: InputFile,
  { only, onRead }: Scan,
): AsyncGenerator<InputResource | Fault> {
  for await (const { line, bytes } of linesOf(bytesOf(file, onRead))) {
    const place = { file: file.path, line };
    if (bytes === undefined) {
      const reason = `longer than ${largestLine / 1024 / 1024} MiB: split it, or leave out attachments`;
      yield { ...place, path: '', reason };
      continue;
    }
    if (only && !mentionsType(bytes, only)) continue;
    if (!isUtf8(bytes)) {
      yield { ...place, path: '', reason: 'not valid UTF-8' };
      continue;
    }
    const text = decode(bytes).trim();
    if (text !== '') yield parseResource(place, text, noFullUrls);
  }
}

async function* resourcesOfJson(
  file: InputFile,
  { only, onRead }: Scan,
): AsyncGenerator<InputResource | Fault> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(file, onRead)) {
    length += chunk.length;
    if (length > largestJson) {
      throw new UnreadableFile(
        `larger than ${largestJson / 1024 / 1024} MiB: export it as NDJSON, one resource a line`,
      );
    }
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (only && !mentionsType(bytes, only)) return;
  if (!isUtf8(bytes)) {
    yield { file: file.path, line: firstBadLine(bytes), path: '', reason: 'not valid UTF-8' };
    return;
  }
  yield* resourcesOfBundle(file.path, decode(bytes), only);
}

/** A cheap look that is never wrong when it says no: the type's name stands somewhere in quotes. */
const mentionsType = (bytes: Buffer, types: ReadonlySet<string>): boolean =>
  [...types].some((type) => bytes.includes(`"${type}"`));

/** Drops the byte order mark, if there is one. */
const decode = (bytes: Buffer): string => new TextDecoder('utf-8').decode(bytes);

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const found = bytes.indexOf(0x0a, start);
    const end = found === -1 ? bytes.length : found;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
  return line;
}

/** Whether a step of the scan is a fault. */
export const isFault = (step: InputResource | Fault): step is Fault => 'reason' in step;
