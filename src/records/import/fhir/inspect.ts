import type { Coding } from '../../terminology/code-systems.ts';
import { ElementFault } from '../faults.ts';

/** FHIR resources nest about a dozen deep; PostgreSQL and we walk what we store by recursion. */
const deepest = 100;

/**
 * Walks a whole resource: refuses what cannot be stored, and gathers every code in it.
 *
 * @throws ElementFault for NUL characters and broken surrogate pairs, which PostgreSQL cannot hold,
 *   numbers beyond a double, and nesting beyond 100 levels
 */
export function inspect(resource: unknown, type: string): Coding[] {
  const codings: Coding[] = [];
  visit(resource, type, 0, codings);
  return codings;
}

function visit(value: unknown, path: string, depth: number, codings: Coding[]): void {
  if (typeof value === 'string') checkText(value, path);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ElementFault(path, 'a number too large to hold');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw new ElementFault(path, `nested more than ${deepest} levels deep`);
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(item, `${path}[${index}]`, depth + 1, codings);
    });
    return;
  }
  const coding = codingOf(value);
  if (coding) codings.push(coding);
  for (const [key, item] of Object.entries(value)) {
    checkText(key, path);
    visit(item, `${path}.${key}`, depth + 1, codings);
  }
}

function checkText(text: string, path: string): void {
  if (text.includes('\u0000')) {
    throw new ElementFault(path, 'contains a NUL character (\\u0000), which cannot be stored');
  }
  if (!text.isWellFormed()) {
    throw new ElementFault(path, 'contains half of a surrogate pair: not Unicode text');
  }
}

function codingOf(value: object): Coding | undefined {
  if (!('system' in value) || !('code' in value)) return undefined;
  const { system, code } = value;
  if (typeof system !== 'string' || typeof code !== 'string') return undefined;
  const display =
    'display' in value && typeof value.display === 'string' ? value.display : undefined;
  return { system, code, display };
}
