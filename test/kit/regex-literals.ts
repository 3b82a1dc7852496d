/** A regular expression as it stands in a source. */
export type RegexLiteral = {
  readonly line: number;
  readonly source: string;
  readonly flags: string;
};

/** What a `/` behind which ends a value, so that it divides; behind anything else a pattern begins. */
const value = /[\w$)\]}'"`]$/;
/** Words behind which a pattern may begin all the same. */
const word = /(?:return|typeof|case|void|await|yield)$/;

/**
 * Finds the regular expressions of a TypeScript source: a scan that knows comments, strings, templates
 * and patterns, and no more. What it takes for a pattern and is none does not compile, and throws.
 */
export function regexLiterals(text: string): RegexLiteral[] {
  const found: RegexLiteral[] = [];
  let before = '';
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 2);
    if (rest === '//') at = endOf(text, '\n', at);
    else if (rest === '/*') at = endOf(text, '*/', at + 2);
    else if (rest[0] === '"' || rest[0] === "'" || rest[0] === '`') {
      at = endOfText(text, at);
      before = '"';
    } else if (rest[0] === '/' && (!value.test(before) || word.test(before))) {
      const end = endOfPattern(text, at);
      const flags = /^[a-z]*/.exec(text.slice(end))?.[0] ?? '';
      const source = text.slice(at + 1, end - 1);
      found.push({ line: text.slice(0, at).split('\n').length, source, flags });
      at = end + flags.length;
      before = ')';
    } else {
      // Spaces are let go by; words never stand side by side where a pattern could begin.
      if (/\S/.test(rest[0] ?? '')) before = `${before}${rest[0]}`.slice(-12);
      at += 1;
    }
  }
  return found;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

function endOfText(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

function endOfPattern(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  return text.length;
}
