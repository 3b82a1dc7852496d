/** Where a value stands in a JSON text. */
export type Span = { readonly start: number; readonly end: number };

/** The text is no JSON at this offset. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  readonly offset: number;

  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/**
 * The members of the object at `start`, each with the place of its value, without parsing the
 * values. So one bad entry of a Bundle costs that entry alone, and each keeps its own text.
 *
 * @throws JsonFault where the object itself is malformed
 */
export function* membersAt(
  text: string,
  start: number,
): Generator<Span & { readonly key: string }> {
  let at = opened(text, start, '{', '}');
  while (at !== undefined) {
    const keyEnd = endOfString(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    const colon = skipSpace(text, keyEnd);
    expect(text, colon, ':');
    const valueStart = skipSpace(text, colon + 1);
    const end = endOfValue(text, valueStart);
    yield { key, start: valueStart, end };
    at = nextItem(text, end, '}');
  }
}

/** The places of the elements of the array at `start`. */
export function* elementsAt(text: string, start: number): Generator<Span> {
  let at = opened(text, start, '[', ']');
  while (at !== undefined) {
    const end = endOfValue(text, at);
    yield { start: at, end };
    at = nextItem(text, end, ']');
  }
}

/** The offset of the first character that is no white space. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** Where the first item starts behind an opening bracket; undefined when there is none. */
function opened(text: string, start: number, open: string, close: string): number | undefined {
  expect(text, start, open);
  const first = skipSpace(text, start + 1);
  return text[first] === close ? undefined : first;
}

/** Where the next item starts behind the end of one; undefined when that was the last. */
function nextItem(text: string, end: number, close: string): number | undefined {
  const at = skipSpace(text, end);
  if (text[at] === close) return undefined;
  expect(text, at, ',');
  return skipSpace(text, at + 1);
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === '{' || first === '[') return endOfNested(text, start);
  const end = text.slice(start, start + longestScalar).search(/[\s,\]}]/);
  if (end <= 0) throw new JsonFault(start, 'not JSON: a value is missing');
  return start + end;
}

/** Numbers are the longest; nobody writes one of more digits. */
const longestScalar = 400;

function endOfNested(text: string, start: number): number {
  const marks = /["[\]{}]/g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '"') marks.lastIndex = endOfString(text, mark.index);
    else depth += mark[0] === '{' || mark[0] === '[' ? 1 : -1;
    if (depth === 0) return mark.index + 1;
  }
  throw new JsonFault(start, 'not JSON: the text ends before this is closed');
}

function endOfString(text: string, start: number): number {
  expect(text, start, '"');
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  throw new JsonFault(start, 'not JSON: the text ends inside a string');
}

function expect(text: string, at: number, character: string): void {
  if (text[at] !== character) {
    throw new JsonFault(Math.min(at, text.length), `not JSON: ${character} was expected here`);
  }
}

/** Line numbers of ascending offsets, counted once over the text. */
export class LineCounter {
  readonly #text: string;
  #offset = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line, from 1, of an offset that is not before the last one asked for. */
  at(offset: number): number {
    let next = this.#text.indexOf('\n', this.#offset);
    while (next !== -1 && next < offset) {
      this.#line += 1;
      this.#offset = next + 1;
      next = this.#text.indexOf('\n', this.#offset);
    }
    return this.#line;
  }
}
