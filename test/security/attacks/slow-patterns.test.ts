import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildSchema } from '../../../src/graphql/schema.ts';
import { hasRepeatedMember } from '../../../src/identity/repeated-member.ts';
import { regexLiterals } from '../../kit/regex-literals.ts';

/** Long enough that time shows which grows with its square. */
const length = 30_000;
const allowedMilliseconds = 150;

const pieces = [
  ...[
    'a',
    'A',
    '0',
    '9',
    '-',
    '.',
    '/',
    ' ',
    '\t',
    '\n',
    '"',
    '\\',
    ':',
    ',',
    '=',
    '@',
    '%',
    '+',
    '_',
  ],
  ...['{', '}', '[', ']', '{{', '}}', '<', '\u00e9', '\u0000'],
  ...[
    'a.',
    'a/',
    'a-',
    '0-',
    '0.',
    '-0',
    '1e',
    'Aa',
    'a ',
    ' a',
    ', ',
    '\\"',
    '"a":',
    '"a',
    '\r\n',
    '# ',
    '**',
    '](',
    'e+1',
  ],
];
const ends = ['', '!', '"'];

/** Texts that begin as a pattern wants it, go on for long, and end as it does not want it. */
function* hostile(source: string): Generator<string> {
  const [beginning = ''] = /^[\w:/ -]*/.exec(source.replace(/^\^/, '').replaceAll('\\', '')) ?? [];
  for (const start of new Set(['', beginning, '"', '2020-01-01T00:00:00.'])) {
    for (const piece of pieces) {
      const middle = piece.repeat(Math.ceil(length / piece.length));
      for (const end of ends) yield `${start}${middle}${end}`;
    }
  }
}

/** Processor time, the least of three: others work on this machine too. */
function timeOf(work: () => unknown): number {
  const once = () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const first = once();
  return first < allowedMilliseconds ? first : Math.min(first, once(), once());
}

function expectFast(texts: Iterable<string>, work: (text: string) => unknown): void {
  for (const text of texts) {
    const milliseconds = timeOf(() => work(text));
    expect(milliseconds, JSON.stringify(`${text.slice(0, 40)}…${text.slice(-5)}`)).toBeLessThan(
      allowedMilliseconds,
    );
  }
}

const root = fileURLToPath(new URL('../../../src', import.meta.url));
const names = (await readdir(root, { recursive: true })).filter(
  (name) => name.endsWith('.ts') && !name.includes('generated'),
);
const literals = (
  await Promise.all(
    names.map(async (name) =>
      regexLiterals(await readFile(`${root}/${name}`, 'utf8')).map((literal) => ({
        name,
        ...literal,
      })),
    ),
  )
).flat();

test('the scan finds what it is to test', async () => {
  expect(literals.length).toBeGreaterThan(25);
  const sources = literals.map(({ source }) => source);
  for (const name of names) {
    const text = await readFile(`${root}/${name}`, 'utf8');
    // Patterns that are put together when running would escape this suite.
    expect(text, name).not.toMatch(/\bnew RegExp\(|\bRegExp\(/);
    for (const [, source = ''] of text.matchAll(
      /\.(?:regex|test|exec|matchAll|match|search)\(\s*\/((?:[^/\\\n]|\\.)+)\/[a-z]*[,)]/g,
    )) {
      expect(sources, name).toContain(source);
    }
  }
});

test('and would see a slow one', () => {
  const slow = (text: string) => /\s+$/.test(text);
  expect(() => expectFast([`${' '.repeat(length)}!`], slow)).toThrow(/to be less than/);
});

describe('no text keeps a pattern of ours busy', () => {
  test.each(literals)('$name:$line /$source/$flags', ({ source, flags }) => {
    const pattern = new RegExp(source, flags.replace('y', ''));
    expectFast(hostile(source), (text) => {
      if (flags.includes('g')) for (const _match of text.matchAll(pattern));
      else pattern.test(text);
    });
  });
});

describe('nor one of what reads for us', () => {
  const { schema } = buildSchema();
  const scalars = Object.values(schema.getTypeMap()).filter(isScalarType);
  const attempt = (read: () => unknown) => {
    try {
      read();
    } catch {
      // A refusal is as good an answer, when it comes in time.
    }
  };
  test.each(scalars.map((scalar) => [scalar.name, scalar] as const))(
    'the scalar %s',
    (_name, scalar) => {
      expectFast(hostile(''), (text) => attempt(() => scalar.parseValue(text)));
    },
  );

  test.each([
    ['z.guid', z.guid()],
    ['z.url', z.url({ protocol: /^https$/ })],
    ['z.coerce.number', z.coerce.number()],
  ] as const)('the format %s', (_name, format) => {
    expectFast(hostile(''), (text) => format.safeParse(text));
  });

  test('the search for repeated names', () => {
    expectFast(
      [
        `{${'"a":{'.repeat(20_000)}${'}'.repeat(20_001)}`,
        `"${'\\\\'.repeat(50_000)}"`,
        `[${'"a",'.repeat(50_000)}1]`,
      ],
      hasRepeatedMember,
    );
  });
});
