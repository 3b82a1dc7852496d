import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { importBounded } from '../../records/import/bounded.ts';
import { openRoom, type Room, totals } from '../../records/import/kit.ts';
import * as fhir from '../../records/import/resources.ts';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.close());
beforeEach(() => room.clear());

const mebibyte = 1024 * 1024;
const patient = JSON.stringify(fhir.patient());
const encounter = JSON.stringify(fhir.encounter('good'));

/** Writes a compressed file piece by piece. */
async function writeGzip(name: string, pieces: Iterable<Buffer | string>): Promise<string> {
  const path = `${room.folder}/${name}`;
  await pipeline(Readable.from(pieces), createGzip(), createWriteStream(path));
  return path;
}

describe('a compressed file that grows without measure costs no memory, and no record beside it', () => {
  function* endless(chunk: Buffer, megabytes: number) {
    yield `${patient}\n${encounter}\n`;
    for (let done = 0; done < megabytes; done += 1) yield chunk;
  }

  test('100 MiB of zeros', async () => {
    const bomb = await writeGzip('zeros.ndjson.gz', endless(Buffer.alloc(mebibyte), 100));
    const outcome = await importBounded(room, [bomb]);
    expect(outcome.faults).toEqual([
      expect.stringMatching(/^zeros\.ndjson\.gz: cannot be read on: grows more than 200 times/),
    ]);
    expect(totals(outcome).added).toBe(2);
  });

  test('one line of 100 MiB that compresses as FHIR does', async () => {
    // A part that does not compress keeps the ratio below what gives a bomb away.
    const chunk = Buffer.concat([
      Buffer.from(randomBytes(8_192).toString('hex')),
      Buffer.alloc(mebibyte - 16_384, 'a'),
    ]);
    const bomb = await writeGzip('line.ndjson.gz', endless(chunk, 100));
    const outcome = await importBounded(room, [bomb]);
    expect(outcome.faults).toEqual([
      expect.stringMatching(/^line\.ndjson\.gz:3: longer than 16 MiB/),
    ]);
    expect(totals(outcome).added).toBe(2);
  });

  test('a JSON file of 140 MiB', async () => {
    const chunk = Buffer.concat([
      Buffer.from(randomBytes(8_192).toString('hex')),
      Buffer.alloc(mebibyte - 16_384, ' '),
    ]);
    const bomb = await writeGzip('big.json.gz', endless(chunk, 140));
    const outcome = await importBounded(room, [bomb, await room.write('good.ndjson', patient)]);
    expect(outcome.faults).toEqual([expect.stringMatching(/^big\.json\.gz: larger than 128 MiB/)]);
    expect(totals(outcome).added).toBe(1);
  });
});

describe('a compressed file that is not sound keeps what came before its fault', () => {
  const lines = `${patient}\n${encounter}\n`;
  test('cut off', async () => {
    const noise = randomBytes(200_000).toString('hex');
    const whole = gzipSync(`${lines}{"resourceType":"Encounter","id":"${noise}"}\n`);
    const path = await room.write('cut.ndjson.gz', whole.subarray(0, whole.length - 10_000));
    const outcome = await room.import([path]);
    expect(outcome.faults).toEqual([
      expect.stringMatching(/^cut\.ndjson\.gz: cannot be read on: unexpected end of file/),
    ]);
    expect(totals(outcome).added).toBe(2);
  });

  test('compressed twice', async () => {
    const path = await room.write('twice.ndjson.gz', gzipSync(gzipSync(lines)));
    const outcome = await room.import([path]);
    expect(outcome.faults[0]).toMatch(/^twice\.ndjson\.gz:1: not valid UTF-8/);
    expect(totals(outcome).added).toBe(0);
  });

  test('with rubbish behind it, or another one', async () => {
    const rubbish = await room.write(
      'behind.ndjson.gz',
      Buffer.concat([gzipSync(lines), Buffer.from('rubbish')]),
    );
    const outcome = await room.import([rubbish]);
    expect(outcome.faults).toEqual([
      expect.stringMatching(/^behind\.ndjson\.gz: cannot be read on/),
    ]);
    const two = [
      gzipSync(`${patient}\n`),
      gzipSync(`${JSON.stringify(fhir.encounter('second'))}\n`),
    ];
    const both = await room.write('both.ndjson.gz', Buffer.concat(two));
    expect(totals(await room.import([both]))).toMatchObject({ added: 2, skipped: 0 });
  });
});

test('a Bundle of 100,000 entries of nothing is told entry by entry, within bounds', async () => {
  const entries = Array(100_000).fill('{}');
  entries.push(`{"resource":${patient}}`);
  const bundle = `{"resourceType":"Bundle","type":"collection","entry":[\n${entries.join(',\n')}]}`;
  const outcome = await importBounded(room, [await room.write('many.json', bundle)]);
  expect(outcome.faults).toHaveLength(100_000);
  expect(outcome.faults.at(-1)).toBe('many.json:100001:Bundle.entry[99999]: holds no resource');
  expect(totals(outcome).added).toBe(1);
});

test('records that refer to each other in rings, and to thousands, are labelled in bounded time', async () => {
  const to = (id: number) => ({ reference: `Encounter/e${id}` });
  const ring = Array.from({ length: 300 }, (_, i) =>
    fhir.encounter(`e${i}`, {
      partOf: to((i + 1) % 300),
      reasonReference: Array.from({ length: 100 }, (_, k) => to((i * 7 + k) % 300)),
    }),
  );
  const source = fhir.condition('source', fhir.opioidDependence);
  const first = fhir.encounter('e0', {
    reasonReference: [{ reference: 'Condition/source' }, to(1)],
  });
  const outcome = await room.load([fhir.patient(), source, ...ring.slice(1), first]);
  expect(outcome.faults).toEqual([]);
  const encounters = await room.rows('encounter');
  expect(encounters).toHaveLength(300);
  for (const { labels } of encounters) expect(labels).toEqual(['OPIOIDUD', 'SUD']);
});
