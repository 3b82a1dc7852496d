import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { patient } from '../../kit/fhir.ts';
import { type Json, openRoom, type Room } from './kit.ts';

const key = Buffer.from('a key that this test has made up, of enough length');
const system = 'http://hl7.org/fhir/sid/us-ssn';
const type = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'SS' }] };
const withNumber = (value: string, more: object = {}) =>
  patient('p', { identifier: [{ system, value }, { value: 'M-1' }], ...more });

let room: Room;
beforeAll(async () => {
  room = await openRoom();
}, 60_000);
afterEach(() => room.clear());
afterAll(() => room.close());

const load = (...resources: Json[]) => room.load(resources, { socialSecurityKey: key });
const hashes = async () => {
  const { rows } = await room.database.asAdministrator(
    "select encode(hash, 'hex') as hash from health.social_security_number",
  );
  return rows.map(({ hash }) => hash);
};
const hashOf = (digits: string) => createHmac('sha256', key).update(digits).digest('hex');
const everything = async () =>
  JSON.stringify(await room.rows('demographics')) + JSON.stringify(await hashes());

describe('a Social Security number', () => {
  test('is kept as a keyed hash, and as nothing else, wherever it stands in the Patient', async () => {
    await load(
      withNumber('123-45-6789', {
        text: { status: 'generated', div: '<div>SSN 123 45 6789</div>' },
        telecom: [{ system: 'other', value: '123456789' }],
        extension: [{ url: 'http://example.org/geo', valueDecimal: 41.5 }],
      }),
    );
    expect(await hashes()).toEqual([hashOf('123456789')]);
    expect(await everything()).not.toMatch(/123-?\s?45-?\s?6789/);
  });

  test.each([
    ['by its system', { system }],
    ['by its OID', { system: 'urn:oid:2.16.840.1.113883.4.1' }],
    ['by its type', { type }],
  ])('is recognised %s', async (_how, as) => {
    await load(patient('p', { identifier: [{ ...as, value: '123456789' }] }));
    expect(await hashes()).toEqual([hashOf('123456789')]);
    expect(await everything()).not.toContain('123456789');
  });

  test('leaves no hash of the resource by which it could be guessed', async () => {
    await load(withNumber('123-45-6789'));
    const [before] = await room.rows('demographics');
    await room.clear();
    await load(withNumber('987-65-4321'));
    const [after] = await room.rows('demographics');
    expect(after?.['source_hash']).toEqual(before?.['source_hash']);
  });

  test('is replaced, and let go, although the rest of the record is unchanged', async () => {
    await load(withNumber('123-45-6789'));
    await load(withNumber('987-65-4321'));
    expect(await hashes()).toEqual([hashOf('987654321')]);
    await load(patient('p'));
    expect(await hashes()).toEqual([]);
  });

  test('is not kept without a key, and not stored either', async () => {
    await room.load([withNumber('123-45-6789')]);
    expect(await hashes()).toEqual([]);
    expect(await everything()).not.toContain('6789');
  });

  test('that an earlier version has stored is cleared, and hashed by the next import', async () => {
    await load(withNumber('123-45-6789'));
    await room.database.asAdministrator(
      `update health.demographics set source = replace(source::text, '000-00-0000', '123-45-6789')::jsonb;
        delete from health.social_security_number`,
    );
    const migration = await readFile(
      new URL(
        '../../../prisma/migrations/20261129000400_registration/migration.sql',
        import.meta.url,
      ),
      'utf8',
    );
    await room.database.asAdministrator(
      migration.slice(migration.indexOf('update health.demographics')),
    );
    expect(await everything()).not.toContain('6789');
    const [row] = await room.rows('demographics');
    expect(row?.['source']).toMatchObject(withNumber('000-00-0000'));
    await load(withNumber('123-45-6789'));
    expect(await hashes()).toEqual([hashOf('123456789')]);
  });

  test('that is the id, or is hidden in escapes, is refused and not stored', async () => {
    const { faults } = await load({ ...withNumber('123456789'), id: '123456789' });
    expect(faults).toEqual([expect.stringContaining('Patient.id: is the Social Security number')]);
    const hidden = JSON.stringify(withNumber('123456789')).replace(
      '"123456789"',
      '"12345678\\u0039"',
    );
    const outcome = await room.import([await room.write('hidden.ndjson', hidden)], {
      socialSecurityKey: key,
    });
    expect(outcome.faults).toEqual([expect.stringContaining('cannot be taken out')]);
    expect(await room.rows('demographics')).toEqual([]);
  });

  test('of somebody related, whom another record names, is not stored', async () => {
    await load(patient('p'), {
      resourceType: 'Condition',
      id: 'c',
      subject: { reference: 'Patient/p' },
      contained: [
        { resourceType: 'Patient', id: 'x', identifier: [{ system, value: '123-45-6789' }] },
      ],
      code: { text: 'a cold' },
    });
    expect(JSON.stringify(await room.rows('condition'))).toContain('000-00-0000');
    expect(await hashes()).toEqual([]);
  });

  test('never survives, however it is written', async () => {
    const digit = fc.integer({ min: 0, max: 9 }).map(String);
    const digits = fc
      .array(digit, { minLength: 9, maxLength: 9 })
      .map((all) => all.join(''))
      .filter((all) => !/^0+$/.test(all));
    const written = fc.tuple(digits, fc.constantFrom('', '-', ' ', '.')).map(([all, mark]) => ({
      digits: all,
      value: [all.slice(0, 3), all.slice(3, 5), all.slice(5)].join(mark),
    }));
    await fc.assert(
      fc.asyncProperty(written, async ({ digits: all, value }) => {
        await load(withNumber(value));
        expect(await hashes()).toEqual([hashOf(all)]);
        const [row] = await room.rows('demographics');
        expect(JSON.stringify(row?.['source']).replace(/\D/g, '')).not.toContain(all);
      }),
      { numRuns: 8 },
    );
  });
});
