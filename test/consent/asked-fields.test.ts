import { describe, expect, test } from 'vitest';
import { everyField } from '../../src/consent/door/asked-fields.ts';
import { DoorStatements } from '../../src/consent/door/statements.ts';
import { recordKinds } from '../../src/records/kinds/all.ts';
import { claim } from '../../src/records/kinds/claims.ts';

describe('a field that was not asked for', () => {
  test.each(
    recordKinds.flatMap((kind) =>
      Object.entries(kind.fields).map(([name, field]) => [`${kind.name}.${name}`, field] as const),
    ),
  )('is a fault, not a value that is not there: %s', (_name, field) => {
    expect(() => field.read({})).toThrow();
  });

  test('is not in the statement, and its money is not asked for', () => {
    const { text, columns } = new DoorStatements().page(claim, () => new Set(['status']));
    expect(columns).toEqual(['id', 'service_date', 'labels', 'category', 'status']);
    expect(text).not.toMatch(/amount|currency|source/);
  });
});

test('clients cannot make the door prepare ever new statements', () => {
  const statements = new DoorStatements();
  const names = Object.keys(claim.fields);
  const prepared = new Set<string>();
  for (let mask = 0; mask < 2 ** 10; mask += 1) {
    const asked = new Set(names.filter((_, at) => mask & (1 << at)));
    const { name, columns } = statements.page(claim, () => asked);
    prepared.add(name);
    // What is asked for is read all the same.
    for (const field of asked) {
      for (const column of claim.fields[field]?.columns ?? []) expect(columns).toContain(column);
    }
  }
  prepared.add(statements.page(claim, everyField).name);
  expect(prepared.size).toBeLessThanOrEqual(201);
});
