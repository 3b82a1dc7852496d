import { describe, expect, test } from 'vitest';
import { everyField } from '../../src/consent/door/asked-fields.ts';
import { DoorStatements } from '../../src/consent/door/statements.ts';
import { recordKinds } from '../../src/records/kinds/all.ts';
import { claim } from '../../src/records/kinds/claims.ts';
import { encounter } from '../../src/records/kinds/encounters.ts';

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
  expect(prepared.size).toBeLessThanOrEqual(21);
  // Whoever did that has left the other kinds theirs.
  expect(statements.page(encounter, () => new Set(['status'])).columns).toContain('status');
  expect(statements.page(encounter, () => new Set(['status'])).text).not.toContain('reason');
});

test('all kinds together are bounded as well', () => {
  const statements = new DoorStatements();
  const prepared = new Set<string>();
  for (const kind of recordKinds) {
    const names = Object.keys(kind.fields);
    for (let mask = 0; mask < 2 ** Math.min(6, names.length); mask += 1) {
      const asked = new Set(names.filter((_, at) => mask & (1 << at)));
      prepared.add(statements.page(kind, () => asked).name);
    }
    prepared.add(statements.page(kind, everyField).name);
  }
  expect(prepared.size).toBeLessThanOrEqual(200 + recordKinds.length);
});
