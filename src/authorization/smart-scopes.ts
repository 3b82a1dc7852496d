import type { Field } from '../consent/door/fields.ts';
import { categoriesOf, resourcesOf } from '../consent/door/record-kind.ts';
import { type Category, categories } from '../consent/vocabulary.ts';
import type { Resources } from '../identity/viewer.ts';
import { recordKinds } from '../records/kinds/all.ts';

/** Whose records a scope is for: one member's, or those of everybody who granted (SMART App Launch 2.2). */
type Level = 'patient' | 'system';

/** The FHIR resources that can be asked for one by one. */
const resources = [...new Set(recordKinds.flatMap(resourcesOf))].sort();

const scopesOf = (level: Level) => ['*', ...resources].map((name) => `${level}/${name}.rs`);

/** Every scope that can be asked for. Read and search go together: GraphQL does both. */
export const supportedScopes: readonly string[] = [
  'openid',
  'fhirUser',
  'offline_access',
  'launch/patient',
  ...scopesOf('patient'),
  ...scopesOf('system'),
];

/** Those that tell discovery's reader the rest: one by one they are too many to list. */
export const advertisedScopes: readonly string[] = [
  ...supportedScopes.slice(0, 4),
  'patient/*.rs',
  'system/*.rs',
];

/** Whether a scope is for the records of everybody: what only an app's own server may have. */
export const isSystemScope = (scope: string): boolean => scope.startsWith('system/');

/** What a token's scopes let it reach; undefined where they name no records at all. */
export function resourcesOfScopes(scope: string, level: Level): Resources | undefined {
  const named = scope
    .split(' ')
    .map((one) => /^(patient|system)\/(\*|\w+)\.rs$/.exec(one))
    .flatMap((match) => (match?.[1] === level && match[2] !== undefined ? [match[2]] : []));
  if (named.length === 0) return undefined;
  return named.includes('*') ? 'ALL' : new Set(named);
}

/**
 * The kinds of data that scopes in a member's name can reach, money included where it stands on what they name;
 * undefined where they name all records.
 */
export function categoriesOfScopes(scope: string): Category[] | undefined {
  const asked = resourcesOfScopes(scope, 'patient');
  if (asked === undefined || asked === 'ALL') return undefined;
  const kinds = recordKinds.filter((kind) => resourcesOf(kind).some((name) => asked.has(name)));
  const reached = new Set(kinds.flatMap(categoriesOf));
  const costs = kinds.some(({ fields }) => Object.values(fields).some(isMoney));
  if (costs) reached.add('PAYMENTS');
  return categories.filter((category) => reached.has(category));
}

const isMoney = ({ type }: Field): boolean => type === 'money';
