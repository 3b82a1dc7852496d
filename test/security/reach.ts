import type { GraphQLSchema } from 'graphql';
import { isLetThrough, type Kind } from './access-table.ts';
import { stepsFrom } from './field-path.ts';

/** What rules would let a kind of viewer go to, and nothing of it is theirs. */
const notTheirs: Readonly<Record<Exclude<Kind, 'MEMBER' | 'APP'>, readonly string[]>> = {
  NOBODY: [
    ...['App', 'Partner', 'PrivacyAnswer'],
    ...['AppAttestation', 'AttestationChanges', 'PrivacyAnswerChange', 'GivenAnswer'],
  ],
  PARTNER: ['Grant', 'GrantEnd'],
  AUDITOR: [],
  AGENT: ['GrantEdge'],
  ADMIN: ['Grant', 'GrantEnd'],
};

/** Types whose objects anybody who is signed in finds by their id. */
export const openById: readonly string[] = ['App', 'Material', 'Plan'];

/** The object types that a kind of viewer reaches: all that rules let them go to, but for what is not theirs. */
export function reachable(schema: GraphQLSchema, kind: Kind): string[] {
  const allowed = typesFrom(schema, 'Query', (field) => isLetThrough(kind, field));
  if (kind === 'MEMBER' || kind === 'APP') return [...allowed].sort();
  // Health data is for who it is about, and for whom they have granted it to.
  const health = typesFrom(schema, 'Member', () => true).difference(
    new Set(['Plan', 'LineOfBusiness', 'PageInfo']),
  );
  const withheld = new Set(['MemberConnection', 'MemberEdge', ...health, ...notTheirs[kind]]);
  return [...allowed.difference(withheld)].sort();
}

/** Of the types that have ids, those of which no object is for a kind of viewer; nobody is refused before. */
export function outOfReachById(kind: Kind, types: readonly string[]): string[] {
  if (kind === 'NOBODY' || kind === 'MEMBER' || kind === 'APP') return [];
  const theirs = kind === 'AUDITOR' ? [...openById, 'Grant'] : openById;
  return types.filter((type) => !theirs.includes(type)).sort();
}

/** Every object type that a way of fields leads to. */
function typesFrom(
  schema: GraphQLSchema,
  root: string,
  goes: (field: string) => boolean,
): Set<string> {
  const found = new Set([root]);
  for (const type of found) {
    for (const { field, to } of stepsFrom(schema, type, {})) {
      if (goes(`${type}.${field}`)) found.add(to);
    }
  }
  return found;
}
