import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { InputFile } from './files.ts';

/** FHIR compresses 15 to 30 times. What grows far beyond that was made to fill memory or time. */
const largestRatio = 200;
/** Small files are let be: a few repeated records compress well. */
const freeBytes = 16 * 1024 * 1024;

/** A file as a whole cannot be read on: not gzip, cut off, or a decompression bomb. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
}

/**
 * The bytes of a file, decompressed, as fast as they are taken.
 *
 * @param onRead is told how many bytes of the file itself were read
 * @throws UnreadableFile
 */
export async function* bytesOf(
  file: InputFile,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const source = createReadStream(file.path, { highWaterMark: 256 * 1024 });
  let read = 0;
  source.on('data', (chunk) => {
    read += chunk.length;
    onRead(chunk.length);
  });
  const gunzip = file.gzip ? createGunzip({ chunkSize: 256 * 1024 }) : undefined;
  source.on('error', (cause) => gunzip?.destroy(cause));
  const stream = gunzip ? source.pipe(gunzip) : source;
  let written = 0;
  try {
    for await (const chunk of stream) {
      written += chunk.length;
      if (gunzip && written > freeBytes && written > read * largestRatio) {
        throw new Error(`grows more than ${largestRatio} times when decompressed`);
      }
      yield chunk;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UnreadableFile(`cannot be read on: ${reason}`, { cause });
  } finally {
    source.destroy();
    gunzip?.destroy();
  }
}
