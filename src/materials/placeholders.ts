import { InvalidInput } from '../graphql/kit/user-errors.ts';

/**
 * What a consent document must say of each consent: who, to whom, what, from when to when, why, until when
 * (45 CFR 164.508(c)(1), 42 CFR 2.31(a)).
 */
const required = [
  'member',
  'plan',
  'app',
  'categories',
  'labels',
  'undated',
  'since',
  'until',
  'purpose',
  'expires',
  'signature',
  'signedAt',
] as const;
/** What it may say besides. */
const optional = ['memberId', 'privacyEmail', 'supportPhone'] as const;

/** All of them. */
export const placeholders = [...required, ...optional] as const;
/** What a consent document has in braces: `{{member}}`. */
export type Placeholder = (typeof placeholders)[number];

const isPlaceholder = (name: string): name is Placeholder =>
  placeholders.some((one) => one === name);

/** Fills a text. Of a name that is none, what stands there stays. */
export const filled = (body: string, value: (name: Placeholder) => string): string =>
  body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    isPlaceholder(name) ? value(name) : whole,
  );

/**
 * Refuses a consent document that leaves out what is consented to, or has braces that nothing fills: whoever signs
 * it would not read what they sign.
 *
 * @throws InvalidInput that names them
 */
export function checkPlaceholders(body: string): void {
  const found = [...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
  const missing = required.filter((name) => !found.includes(name));
  const unknown = found.filter((name) => !isPlaceholder(name));
  if (missing.length > 0) {
    throw new InvalidInput(
      `A consent document says all that is consented to. Missing: ${inBraces(missing)}.`,
      'body',
    );
  }
  if (unknown.length > 0) {
    throw new InvalidInput(
      `Nothing fills ${inBraces(unknown)}. There is: ${inBraces(placeholders)}.`,
      'body',
    );
  }
}

const inBraces = (names: readonly string[]) => names.map((name) => `{{${name}}}`).join(', ');
