import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordId } from '../../../src/records/import/record-id.ts';
import { idOf, openRoom, otherPlanId, planId, type Room, totals } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

const bundle = (entries: readonly (readonly [string, object])[]) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: entries.map(([uuid, resource]) => ({ fullUrl: `urn:uuid:${uuid}`, resource })),
});
const anaUuid = '0b9a4c1e-64f2-4d1a-8c3e-5d2f7a9b1c01';
const conditionUuid = '1c8b5d2f-75a3-4e2b-9d4f-6e3a8b0c2d02';

describe('what can be imported', () => {
  it('takes a transaction Bundle whose records refer to each other by fullUrl, in any order', async () => {
    const file = await room.write(
      'family.json',
      JSON.stringify(
        bundle([
          [
            conditionUuid,
            {
              ...fhir.condition('x', fhir.hypertension),
              id: undefined,
              subject: { reference: `urn:uuid:${anaUuid}` },
            },
          ],
          [anaUuid, fhir.patient()],
        ]),
        null,
        2,
      ),
    );
    expect((await room.import([file])).faults).toEqual([]);
    const [row] = await room.rows('condition');
    // The Condition has no id of its own: the fullUrl names it.
    expect(row).toMatchObject({ id: idOf('Condition', conditionUuid), source_id: conditionUuid });
    expect(row?.['member_id']).toBe(idOf('Patient', 'ana'));
  });

  it('takes NDJSON in several files whose patients come last', async () => {
    await room.write('a-Condition.ndjson', JSON.stringify(fhir.condition('c1', fhir.hypertension)));
    await room.write('b-Patient.ndjson', JSON.stringify(fhir.patient()));
    const outcome = await room.import([
      `${room.folder}/a-Condition.ndjson`,
      `${room.folder}/b-Patient.ndjson`,
    ]);
    expect(outcome.faults).toEqual([]);
    expect(totals(outcome)).toMatchObject({ added: 2, skipped: 0 });
  });

  it('takes compressed files, a byte order mark, CRLF and blank lines', async () => {
    const text = `\ufeff${JSON.stringify(fhir.patient())}\r\n\r\n   \r\n${JSON.stringify(fhir.encounter('e1'))}\r\n`;
    const outcome = await room.import([await room.write('mixed.ndjson.gz', gzipSync(text))]);
    expect(outcome.faults).toEqual([]);
    expect(totals(outcome).added).toBe(2);
  });

  it('keeps the source as it came, with decimals that a number would lose', async () => {
    const line = JSON.stringify(fhir.observation('o1')).replace('171.5', '171.50');
    const file = await room.write('o.ndjson', `${JSON.stringify(fhir.patient())}\n${line}`);
    await room.import([file]);
    const { rows } = await room.database.asAdministrator(
      "select source -> 'valueQuantity' ->> 'value' as value from health.observation",
    );
    expect(rows).toEqual([{ value: '171.50' }]);
  });

  it('names care givers by the Organization or Practitioner that a record refers to', async () => {
    await room.load([
      fhir.patient(),
      fhir.benefits('b1', {
        provider: { reference: 'Organization/clinic' },
        insurer: { display: 'Sunrise' },
      }),
      { resourceType: 'Organization', id: 'clinic', name: 'Lakeside Clinic' },
    ]);
    expect(await room.rows('claim')).toMatchObject([
      { provider: 'Lakeside Clinic', insurer: 'Sunrise' },
    ]);
  });

  it('counts types that nobody holds as skipped, and finds no fault in them', async () => {
    const outcome = await room.load([fhir.patient(), { resourceType: 'Provenance', id: 'p' }]);
    expect(outcome.faults).toEqual([]);
    expect(outcome.summary.types).toContainEqual(
      expect.objectContaining({ type: 'Provenance', skipped: 1, notHeld: true }),
    );
  });
});

describe('importing again', () => {
  it('adds nothing and rewrites no row', async () => {
    const records = [
      fhir.patient(),
      fhir.encounter('e1'),
      fhir.benefits('b1', { item: [{ encounter: [{ reference: 'Encounter/e1' }] }] }),
    ];
    await room.load(records);
    const before = [...(await room.rows('claim')), ...(await room.rows('demographics'))];
    const again = await room.load(records);
    expect(totals(again)).toEqual({ added: 0, changed: 0, unchanged: 3, skipped: 0 });
    const after = [...(await room.rows('claim')), ...(await room.rows('demographics'))];
    expect(after).toEqual(before);
  });

  it('is not misled by another layout of the same resource', async () => {
    await room.load([fhir.patient()]);
    const { id, ...rest } = fhir.patient();
    expect(totals(await room.load([{ ...rest, id }])).unchanged).toBe(1);
  });

  it('replaces a changed record together with its lines', async () => {
    const line = (sequence: number) => ({
      sequence,
      productOrService: fhir.concept(fhir.hcpcs, 'A0428'),
    });
    await room.load([fhir.patient(), fhir.benefits('b1', { item: [line(1), line(2)] })]);
    const outcome = await room.load([
      fhir.benefits('b1', { item: [line(7)], status: 'cancelled' }),
    ]);
    expect(totals(outcome)).toMatchObject({ changed: 1, added: 0 });
    expect(await room.rows('claim_line')).toMatchObject([{ sequence: 7 }]);
    expect(await room.rows('claim')).toMatchObject([{ status: 'cancelled' }]);
    expect(await room.rows('payment')).toHaveLength(1);
  });

  it('lets the last of two versions in one run stay', async () => {
    const outcome = await room.load([
      fhir.patient(),
      fhir.encounter('e1', { status: 'planned' }),
      fhir.encounter('e1', { status: 'finished' }),
    ]);
    expect(totals(outcome)).toMatchObject({ added: 2, changed: 1 });
    expect(await room.rows('encounter')).toMatchObject([{ status: 'finished' }]);
  });

  it('keeps two plans apart that use the same ids', async () => {
    await room.load([fhir.patient(), fhir.encounter('e1')]);
    await room.load([fhir.patient(), fhir.encounter('e1')], {
      plan: { id: otherPlanId, slug: 'harbor' },
    });
    const owners = (await room.rows('encounter')).map((row) => row['member_id']);
    expect(owners.sort()).toEqual(
      [recordId(planId, 'Patient', 'ana'), recordId(otherPlanId, 'Patient', 'ana')].sort(),
    );
  });

  it('refuses to run beside another import of the same plan', async () => {
    const second: Promise<unknown>[] = [];
    const many = Array.from({ length: 2000 }, (_, index) => fhir.patient(`member-${index}`));
    await room.load(many, {
      progress: () => {
        if (second.length === 0) second.push(room.load([fhir.patient()]).catch((cause) => cause));
      },
    });
    expect(String(await second[0])).toMatch(/Another import into plan sunrise is under way/);
  });
});
