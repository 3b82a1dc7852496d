import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diffSchema } from '../../prisma/diff-schema.ts';
import { createTestDatabase, type TestDatabase } from '../kit/database.ts';

describe('a migrated database', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  test('is what schema.prisma says', async () => {
    expect(await diffSchema(database.url, 'database')).toBe('');
  });

  test.each([
    ['a column too many', 'alter table public.app add column surplus text', 'surplus'],
    ['a column too few', 'alter table health.claim drop column outcome', 'outcome'],
    ['an index too few', 'drop index health.claim_line_claim_id_sequence_idx', 'claim_line'],
    [
      'another type',
      'alter table public.plan alter column retention_years type bigint',
      'retention',
    ],
  ])('is told apart from one with %s', async (_what, change, named) => {
    await database.asAdministrator(change);
    expect(await diffSchema(database.url, 'database')).toContain(named);
  });
});
