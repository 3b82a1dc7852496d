import { mkdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linesOf } from '../../../src/records/import/input/lines.ts';
import { openRoom, type Room, totals } from './kit.ts';
import * as fhir from './resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

/** Imports one bad line between two good ones; the good ones must land. */
async function between(bad: string | Uint8Array): Promise<string[]> {
  await room.clear();
  const lines = [JSON.stringify(fhir.patient()), bad, JSON.stringify(fhir.encounter('good'))];
  const content = Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')]));
  const outcome = await room.import([await room.write('three.ndjson', content)]);
  expect(totals(outcome)).toMatchObject({ added: 2, skipped: 1 });
  return outcome.faults;
}
const betweenJson = (resource: object) => between(JSON.stringify(resource));

describe('one bad record is reported by file, line and path, and costs no other', () => {
  it('that is no JSON, or no resource', async () => {
    expect(await between('{"resourceType": "Encounter",}')).toEqual([
      expect.stringMatching(/^three\.ndjson:2: not JSON at character \d+$/),
    ]);
    expect(await between('[1]')).toEqual(['three.ndjson:2: not a FHIR resource: no resourceType']);
  });

  it('with a date that does not exist', async () => {
    const item = [{ servicedDate: '2019-01-01' }, { servicedDate: '2016-02-30' }];
    expect(await betweenJson(fhir.benefits('b', { item }))).toEqual([
      'three.ndjson:2:ExplanationOfBenefit.item[1].servicedDate: not a date: give YYYY-MM-DD, with a time only together with its time zone',
    ]);
  });

  it('with an element of another kind than FHIR says', async () => {
    const [fault] = await betweenJson(fhir.observation('o', { valueQuantity: { value: 'tall' } }));
    expect(fault).toMatch(/^three\.ndjson:2:Observation\.valueQuantity\.value: /);
  });

  it('with a missing or too long id', async () => {
    const [missing] = await betweenJson({ ...fhir.encounter('x'), id: undefined });
    expect(missing).toMatch(/:2:Encounter\.id: missing/);
    const [long] = await betweenJson(fhir.encounter('x'.repeat(65)));
    expect(long).toMatch(/:2:Encounter\.id: not a FHIR id/);
  });

  it('with characters that cannot be stored, or nested beyond measure', async () => {
    const [nul] = await betweenJson(fhir.encounter('x', { status: 'a\u0000b' }));
    expect(nul).toMatch(/:2:Encounter\.status: contains a NUL character/);
    const [half] = await betweenJson(fhir.encounter('x', { status: '\ud800' }));
    expect(half).toMatch(/:2:Encounter\.status: contains half of a surrogate pair/);
    const deep = `${'{"extension":'.repeat(5000)}1${'}'.repeat(5000)}`;
    const [nested] = await between(
      JSON.stringify(fhir.encounter('x')).replace(/}$/, `,"extension":${deep}}`),
    );
    expect(nested).toMatch(/nested more than 100 levels deep$/);
  });

  it('that is not UTF-8', async () => {
    expect(await between(new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]))).toEqual([
      'three.ndjson:2: not valid UTF-8',
    ]);
  });

  it('of a patient that nobody knows, or named by an address of another server', async () => {
    const [unknown] = await betweenJson(
      fhir.encounter('x', { subject: { reference: 'Patient/nobody' } }),
    );
    expect(unknown).toMatch(/:2:Encounter: its patient, Patient\/nobody, is neither/);
    const elsewhere = { reference: 'https://elsewhere.example/fhir/Patient/ana' };
    const [other] = await betweenJson(fhir.encounter('x', { subject: elsewhere }));
    expect(other).toMatch(/give Patient\/ID/);
  });

  it('with amounts beyond the column or in two currencies', async () => {
    const total = (value: number, currency = 'USD') => ({
      category: fhir.concept('http://terminology.hl7.org/CodeSystem/adjudication', 'submitted'),
      amount: { value, currency },
    });
    const [large] = await betweenJson(fhir.benefits('b', { total: [total(1e12)] }));
    expect(large).toMatch(/:2:ExplanationOfBenefit\.total: an amount with more than 12 digits/);
    const [mixed] = await betweenJson(fhir.benefits('b', { total: [total(1), total(1, 'EUR')] }));
    expect(mixed).toMatch(/amounts in both USD and EUR/);
  });

  it('that only the database refuses', async () => {
    // Longer than an index entry can be, and not to be compressed.
    const number = Array.from({ length: 9000 }, (_, at) => ((at * at * 7919) % 36).toString(36));
    const words = Array.from({ length: 3000 }, () => Math.random().toString(36).slice(2));
    const identifier = [
      {
        type: fhir.concept('http://terminology.hl7.org/CodeSystem/v2-0203', 'MB'),
        value: [...words, ...number].join(''),
      },
    ];
    const [fault] = await betweenJson(fhir.patient('huge', { identifier }));
    expect(fault).toMatch(/^three\.ndjson:2:Patient: refused by the database: /);
  });

  it('whose keys would reach for prototypes', async () => {
    const line = JSON.stringify(fhir.patient('p')).replace(
      '{',
      '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},',
    );
    const outcome = await room.import([await room.write('proto.ndjson', line)]);
    expect(outcome.faults).toEqual([]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('Bundles', () => {
  const bundle = (type: string, ...entries: string[]) =>
    `{\n "resourceType": "Bundle",\n "type": "${type}",\n "entry": [\n${entries.join(',\n')}\n ]\n}`;
  const entry = (resource: string) => `  {"resource":\n ${resource}\n  }`;

  it('name the line on which the bad resource begins, and lose that one alone', async () => {
    const file = await room.write(
      'bundle.json',
      bundle(
        'collection',
        entry(JSON.stringify(fhir.patient())),
        entry('{"resourceType": "Encounter", "id": oops}'),
        '  {"fullUrl": "urn:x"}',
        entry(JSON.stringify(fhir.encounter('e', { period: { start: '2019-13-01' } }))),
        entry(JSON.stringify(fhir.encounter('good'))),
      ),
    );
    const outcome = await room.import([file]);
    expect(totals(outcome)).toMatchObject({ added: 2, skipped: 3 });
    expect(outcome.faults).toEqual([
      expect.stringMatching(/^bundle\.json:9: not JSON/),
      'bundle.json:11:Bundle.entry[2]: holds no resource',
      expect.stringMatching(/^bundle\.json:13:Encounter\.period\.start: not a date/),
    ]);
  });

  it('of other types are refused, and cut off ones reported where they break', async () => {
    const history = await room.write('history.json', bundle('history'));
    const cut = await room.write('cut.json', bundle('collection').slice(0, -3));
    const empty = await room.write('empty.json', ' ');
    expect((await room.import([history, cut, empty])).faults).toEqual([
      expect.stringMatching(/^history\.json:1:Bundle\.type: history is not accepted/),
      expect.stringMatching(/^cut\.json:\d+: not JSON/),
      'empty.json:1: empty: a FHIR resource was expected',
    ]);
  });
});

describe('files', () => {
  it('that are not there, not ours or not gzip are reported, and those beside ours passed over', async () => {
    const folder = `${room.folder}/export`;
    await mkdir(folder, { recursive: true });
    await room.write('export/README.txt', 'hello');
    await room.write('export/Patient.ndjson', JSON.stringify(fhir.patient()));
    const broken = await room.write('broken.ndjson.gz', 'not gzip');
    const text = await room.write('notes.txt', 'hello');
    const outcome = await room.import([folder, broken, text, `${room.folder}/absent`]);
    expect(totals(outcome).added).toBe(1);
    expect(outcome.summary.passedOver).toEqual([`${folder}/README.txt`]);
    expect(outcome.faults).toEqual([
      expect.stringMatching(/notes\.txt: not a \.json/),
      expect.stringMatching(/absent: cannot be read/),
      expect.stringMatching(/broken\.ndjson\.gz: cannot be read on/),
    ]);
    expect(outcome.summary.faults).toBe(3);
  });

  it('that grow beyond measure when decompressed are given up', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const { faults } = await room.import([await room.write('bomb.ndjson.gz', bomb)]);
    expect(faults).toEqual([expect.stringMatching(/grows more than 200 times when decompressed/)]);
  });

  it('have lines that are let go by when they are too long', async () => {
    async function* chunks() {
      yield Buffer.from('one\ntoo lo');
      yield Buffer.from('ng for this\ntwo');
    }
    const lines = [];
    for await (const { line, bytes } of linesOf(chunks(), 5)) lines.push([line, bytes?.toString()]);
    expect(lines).toEqual([
      [1, 'one'],
      [2, undefined],
      [3, 'two'],
    ]);
  });
});
