import { hash } from 'node:crypto';
import { hashPrefix, tokenPrefix } from './expected-page.ts';

/** Told of each real cursor, beside what it must stand for. */
export type Learn = (cursor: string, token: string) => string | undefined;

/**
 * Where an answer differs from what it must be, with the path; undefined where it does not. Cursors
 * are opaque: they are only learnt, and may stand for one place each.
 */
export function difference(
  actual: unknown,
  expected: unknown,
  learn: Learn,
  path = 'data',
): string | undefined {
  if (typeof expected === 'string' && expected.startsWith(tokenPrefix)) {
    if (typeof actual !== 'string') return `${path}: a cursor is missing`;
    return learn(actual, expected);
  }
  if (typeof expected === 'string' && expected.startsWith(hashPrefix)) {
    const given = typeof actual === 'string' ? `${hashPrefix}${hash('sha256', actual)}` : actual;
    return given === expected ? undefined : `${path}: another secret than is kept`;
  }
  if (!(expected instanceof Object) || !(actual instanceof Object)) {
    return actual === expected
      ? undefined
      : `${path}: ${shown(actual)} instead of ${shown(expected)}`;
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length) {
    return `${path}: ${actual.length} instead of ${expected.length}: ${shown(actual)} instead of ${shown(expected)}`;
  }
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = difference(
      Reflect.get(actual, key),
      Reflect.get(expected, key),
      learn,
      `${path}.${key}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

const shown = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 300);
