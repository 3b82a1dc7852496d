import { utf8 } from '../core/text.ts';

/** A bundle's files by name. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** A file of a bundle cannot be read. */
export class BundleFault extends Error {
  override readonly name = 'BundleFault';
}

/** What reads a value of a shape; zod's schemas do. */
type Shape<Value> = { safeParse(value: unknown): { data?: Value | undefined } };

/** @throws BundleFault when it is not there, is no JSON, or of another shape */
export function readJsonFile<Value>(files: BundleFiles, name: string, shape: Shape<Value>): Value {
  return parse(textOf(bytesOf(files, name), name), shape, name);
}

/** @throws BundleFault when it is not there */
export function bytesOf(files: BundleFiles, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes === undefined) throw new BundleFault(`${name} is missing`);
  return bytes;
}

/**
 * Reads a file of JSON lines one by one, so that a large one is never a text as a whole.
 *
 * @throws BundleFault when it is not there, or at the first line that is not of the shape
 */
export function* readLines<Value>(
  files: BundleFiles,
  name: string,
  shape: Shape<Value>,
): Generator<Value> {
  const bytes = bytesOf(files, name);
  for (let from = 0, line = 1; from < bytes.length; line += 1) {
    const end = bytes.indexOf(newline, from);
    const where = `${name}, line ${line}`;
    if (end < 0) throw new BundleFault(`${where}: the file is cut off`);
    yield parse(textOf(bytes.subarray(from, end), where), shape, where);
    from = end + 1;
  }
}

const newline = 0x0a;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array, where: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BundleFault(`${where}: is no UTF-8`);
  }
}

function parse<Value>(text: string, shape: Shape<Value>, where: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BundleFault(`${where}: is no JSON`);
  }
  const { data } = shape.safeParse(value);
  if (data === undefined) throw new BundleFault(`${where}: has another shape than bundles have`);
  return data;
}

/** A line as the writer writes it. */
export const formatLine = (value: object): Uint8Array => utf8(`${JSON.stringify(value)}\n`);
