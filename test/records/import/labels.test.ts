import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { idOf, openRoom, type Room } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

/** The labels of the only row of a table. */
async function labelsIn(table: string): Promise<unknown> {
  const [row, ...others] = await room.rows(table);
  expect(others).toEqual([]);
  return row?.['labels'];
}
const opioid = ['OPIOIDUD', 'SUD'];
const diagnosed = (reference: string) => ({
  diagnosis: [{ sequence: 1, diagnosisReference: { reference } }],
});

describe('a record carries the labels of what it refers to', () => {
  it('a claim those of its diagnosis, together with its payment', async () => {
    await room.load([
      fhir.patient(),
      fhir.condition('c1', fhir.opioidDependence),
      fhir.benefits('b1', diagnosed('Condition/c1')),
    ]);
    expect(await labelsIn('claim')).toEqual(opioid);
    expect(await room.rows('payment')).toMatchObject([
      { labels: opioid, service_date: new Date(2019, 3, 2), amount: '80.00' },
    ]);
  });

  it("a claim those of its encounter's reason, two steps away", async () => {
    await room.load([
      fhir.patient(),
      fhir.condition('c1', fhir.opioidDependence),
      fhir.encounter('e1', { reasonReference: [{ reference: 'Condition/c1' }] }),
      fhir.benefits('b1', {
        item: [
          {
            productOrService: fhir.concept(fhir.hcpcs, 'A0428'),
            encounter: [{ reference: 'Encounter/e1' }],
          },
        ],
      }),
    ]);
    expect(await labelsIn('encounter')).toEqual(opioid);
    expect(await labelsIn('claim')).toEqual(opioid);
  });

  it('an observation those of the encounter it was made in; a condition noted there does not', async () => {
    const made = { encounter: { reference: 'Encounter/e1' } };
    await room.load([
      fhir.patient(),
      fhir.encounter('e1', { reasonCode: [fhir.opioidDependence] }),
      fhir.observation('o1', made),
      fhir.condition('c1', fhir.hypertension, made),
    ]);
    expect(await labelsIn('observation')).toEqual(opioid);
    expect(await labelsIn('condition')).toEqual([]);
  });

  it('also in a circle', async () => {
    await room.load([
      fhir.patient(),
      fhir.observation('o1', { hasMember: [{ reference: 'Observation/o2' }] }),
      fhir.observation('o2', {
        hasMember: [{ reference: 'Observation/o1' }],
        code: fhir.concept(fhir.loinc, '44261-6'),
      }),
    ]);
    const labels = (await room.rows('observation')).map((row) => row['labels']);
    expect(labels).toEqual([['MH'], ['MH']]);
  });

  it('of what it contains', async () => {
    const contained = (code: object) => [{ resourceType: 'Condition', id: 'c', code }];
    const refers = diagnosed('#c');
    await room.load([
      fhir.patient(),
      fhir.benefits('b1', { ...refers, contained: contained(fhir.opioidDependence) }),
    ]);
    expect(await labelsIn('claim')).toEqual(opioid);
    await room.load([
      fhir.benefits('b1', { ...refers, contained: contained({ text: 'in words only' }) }),
    ]);
    expect(await labelsIn('claim')).toEqual(['R']);
  });
});

describe('what cannot be followed restricts', () => {
  it('a reference to what is not there, until it arrives', async () => {
    await room.load([fhir.patient(), fhir.benefits('b1', diagnosed('Condition/c1'))]);
    expect(await labelsIn('claim')).toEqual(['R']);
    await room.load([fhir.condition('c1', fhir.hypertension)]);
    expect(await labelsIn('claim')).toEqual([]);
  });

  it('a reference by words, by another address, or to a type that is not held', async () => {
    const references = [
      { display: 'the usual' },
      { reference: 'https://elsewhere.example/Condition/c1' },
      { reference: 'ServiceRequest/s1' },
    ];
    await room.load([
      fhir.patient(),
      fhir.condition('c1', fhir.hypertension),
      ...references.map((one, index) => fhir.encounter(`e${index}`, { reasonReference: [one] })),
    ]);
    const labels = (await room.rows('encounter')).map((row) => row['labels']);
    expect(labels).toEqual([['R'], ['R'], ['R']]);
  });

  it("a reference to another member's record", async () => {
    await room.load([
      fhir.patient(),
      fhir.patient('ben'),
      fhir.condition('c1', fhir.hypertension, { subject: { reference: 'Patient/ben' } }),
      fhir.benefits('b1', diagnosed('Condition/c1')),
    ]);
    expect(await labelsIn('claim')).toEqual(['R']);
  });

  it('one statement in words among many that are coded', async () => {
    const lines = [fhir.concept(fhir.hcpcs, 'A0428'), { text: 'counselling' }];
    await room.load([
      fhir.patient(),
      fhir.benefits('b1', { item: lines.map((productOrService) => ({ productOrService })) }),
    ]);
    expect(await labelsIn('claim')).toEqual(['R']);
  });

  it('a claim of no known type, which is then kept among the claims', async () => {
    await room.load([
      fhir.patient(),
      fhir.benefits('b1', { type: undefined }),
      fhir.benefits('b2', {
        type: { coding: ['pharmacy', 'oral'].flatMap((code) => fhir.claimType(code).coding) },
      }),
      fhir.benefits('b3', { type: fhir.claimType('pharmacy') }),
    ]);
    const rows = (await room.rows('claim')).map((row) => [
      row['source_id'],
      row['category'],
      row['labels'],
    ]);
    expect(rows.sort()).toEqual([
      ['b1', 'CLAIMS', ['R']],
      ['b2', 'CLAIMS', ['R']],
      ['b3', 'PHARMACY', []],
    ]);
  });
});

describe('labels of administrative and re-labelled records', () => {
  it('come for Patient and Coverage from meta.security alone', async () => {
    const security = [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' },
    ];
    await room.load([
      fhir.patient('ana', { meta: { security } }),
      fhir.patient('ben', { maritalStatus: { text: 'in words' } }),
    ]);
    const labels = new Map(
      (await room.rows('demographics')).map((row) => [row['id'], row['labels']]),
    );
    expect(labels.get(idOf('Patient', 'ana'))).toEqual(['R']);
    expect(labels.get(idOf('Patient', 'ben'))).toEqual([]);
  });

  it('follow value sets that a plan adds, without the source having changed', async () => {
    const records = [fhir.patient(), fhir.condition('c1', fhir.hypertension)];
    await room.load(records);
    await room.write(
      'own.json',
      JSON.stringify({
        label: 'SICKLE',
        title: 'Own',
        source: 'a test',
        codes: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', prefix: 'I10' }],
      }),
    );
    await room.load(records, { valueSetsFolder: room.folder });
    expect(await labelsIn('condition')).toEqual(['SICKLE']);
  });
});
