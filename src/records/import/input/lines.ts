/** One line of a file; `bytes` is missing where it was longer than can be held. */
export type Line = { readonly line: number; readonly bytes?: Buffer };

/** The largest line that is read: an encoded document of about 12 MB. */
export const largestLine = 16 * 1024 * 1024;

const newline = 0x0a;

/** Splits bytes into lines and holds one at a time. Lines beyond the limit are let go by. */
export async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  limit: number = largestLine,
): AsyncGenerator<Line> {
  let held: Buffer[] = [];
  let length = 0;
  let line = 1;
  const finish = (): Line => {
    const finished = length > limit ? { line } : { line, bytes: Buffer.concat(held) };
    held = [];
    length = 0;
    line += 1;
    return finished;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      length += end - start;
      if (length <= limit) held.push(chunk.subarray(start, end));
      yield finish();
      start = end + 1;
    }
    length += chunk.length - start;
    if (length <= limit) held.push(chunk.subarray(start));
    else held = [];
  }
  if (length > 0) yield finish();
}
