import { readFile } from 'node:fs/promises';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { printAccess } from '../../src/commands/schema.ts';
import { buildSchema } from '../../src/graphql/schema.ts';

const { schema, access } = buildSchema();
const file = (name: string) => readFile(new URL(`../../schema/${name}`, import.meta.url), 'utf8');
const ours = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

describe('what reviewers read is what the code does: `npm run schema` after a change', () => {
  test('schema.graphql', async () => {
    expect(await file('schema.graphql')).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

  test('access.txt', async () => {
    expect(await file('access.txt')).toBe(printAccess(access));
  });
});

describe('access', () => {
  test('every field of every object type has its line', async () => {
    const fields = ours
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    const lines = (await file('access.txt')).trimEnd().split('\n');
    expect(fields.length).toBeGreaterThan(400);
    expect(lines.map((line) => line.split(': ', 1)[0]).sort()).toEqual(fields.sort());
    for (const line of lines) expect(line).toMatch(/^\w+\.\w+: \w+$/);
  });

  test('no two rules share a name: shield would share their verdicts', () => {
    const rules = new Map<string, unknown>();
    for (const { name, rule } of [...access.values()].flatMap((fields) => Object.values(fields))) {
      expect(rule).toBeDefined();
      // Those that are free are one and the same: allow.
      if (rules.has(name)) expect(rules.get(name), name).toBe(rule);
      rules.set(name, rule);
    }
    const judging = [...rules].filter(([name]) => name !== 'open' && name !== 'releasedByDoor');
    expect(new Set(judging.map(([, rule]) => rule)).size).toBe(judging.length);
  });

  test('no rule is a negation, which a failure would turn into consent', () => {
    for (const { rule, name } of [...access.values()].flatMap((fields) => Object.values(fields))) {
      expect(rule.constructor.name, name).toMatch(/^Rule(True)?$/);
    }
  });

  test('only what anybody may know is open at the root', () => {
    const roots = ['Query', 'Mutation', 'Subscription'].flatMap((type) =>
      Object.entries(access.get(type) ?? {}).map(([field, { name }]) => [`${type}.${field}`, name]),
    );
    expect(roots.filter(([, name]) => name === 'open')).toEqual([['Query.viewer', 'open']]);
    expect(roots.filter(([, name]) => name === 'releasedByDoor')).toEqual([]);
  });

  test('there are no subscriptions, which shield would guard too late', () => {
    expect(schema.getSubscriptionType()).toBeUndefined();
  });
});

test('everything in the schema is described', () => {
  expect(ours.flatMap(undescribed)).toEqual([]);
});

function undescribed(type: GraphQLNamedType): string[] {
  const missing = type.description ? [] : [type.name];
  if (isEnumType(type)) {
    for (const { name, description } of type.getValues()) {
      if (!description) missing.push(`${type.name}.${name}`);
    }
  }
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      if (!field.description) missing.push(`${type.name}.${field.name}`);
      for (const argument of 'args' in field ? field.args : []) {
        if (!argument.description) missing.push(`${type.name}.${field.name}(${argument.name}:)`);
      }
    }
  }
  return missing;
}
